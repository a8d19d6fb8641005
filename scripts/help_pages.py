"""Turns Markdown pages into HTML pages, so that Help works offline: help_pages.py FOLDER [PAGE ...]

The Markdown goes, as the zip need not carry everything twice. Each further PAGE is left as it is, but for its links to
those that are HTML now.
"""

import html
import re
import sys
from pathlib import Path

import markdown

EXTENSIONS = ["extra", "sane_lists", "toc"]

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff;
       font: 16px/1.55 "Segoe UI", "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; }}
h1, h2, h3 {{ line-height: 1.25; margin: 1.6em 0 0.5em; }}
h1 {{ margin-top: 0; }}
a {{ color: #0b5394; }}
code, pre {{ font: 0.9em/1.45 "DejaVu Sans Mono", Consolas, Menlo, monospace; background: #f3f3f3; }}
code {{ padding: 0.1em 0.25em; }}
pre {{ padding: 0.8em; overflow-x: auto; }}
pre code {{ padding: 0; font-size: 1em; }}
table {{ border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid #ccc; padding: 0.3em 0.6em; text-align: left; vertical-align: top; }}
th {{ background: #f3f3f3; }}
img {{ max-width: 100%; }}
blockquote {{ margin: 1em 0; padding-left: 1em; border-left: 3px solid #ccc; color: #555; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""

LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"#?:]+)\.md((?:#[^"]*)?")')


def with_links_to_pages(body, page, pages):
    """Turn links to Markdown pages that have an HTML copy into links to that copy; leave the others."""

    def rewritten(match):
        target = (page.parent / (match.group(2) + ".md")).resolve()
        return f"{match.group(1)}{match.group(2)}.html{match.group(3)}" if target in pages else match.group(0)

    return LINK.sub(rewritten, body)


def relinked(page, pages):
    """Let the links of a Markdown page lead to the HTML pages."""

    def rewritten(match):
        target = (page.parent / (match.group(1) + ".md")).resolve()
        return f"]({match.group(1)}.html{match.group(2)})" if target in pages else match.group(0)

    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"\]\(([^)#:]+)\.md((?:#[^)]*)?)\)", rewritten, text), encoding="utf-8", newline="\n")


def main(folder, *others):
    pages = {path.resolve() for path in Path(folder).rglob("*.md")}
    for page in sorted(pages):
        text = page.read_text(encoding="utf-8")
        heading = re.search(r"^#\s+(.+?)\s*#*$", text, re.MULTILINE)
        title = re.sub(r"[`*_]", "", heading.group(1)) if heading else page.stem
        body = with_links_to_pages(markdown.markdown(text, extensions=EXTENSIONS), page, pages)
        out = PAGE.format(title=html.escape(title), body=body)
        page.with_suffix(".html").write_bytes(out.encode("utf-8"))
    for page in pages:
        page.unlink()
    for other in others:
        relinked(Path(other).resolve(), pages)
    print(f"help: {len(pages)} pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
