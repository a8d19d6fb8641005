"""Checks the plugin's zip against the rules of the plugin repository: check_package.py ZIP

Every fault is one sentence; the exit code is 1 if there is any. flake8 and bandit are left to scripts/lint.
"""

import configparser
import re
import sys
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

FOLDER = "industrial_atlas"
LARGEST = 3_000_000

REQUIRED_FILES = ("LICENSE", "__init__.py", "metadata.txt", "resources/sample/sample.gpkg")
REQUIRED_KEYS = (
    "name", "qgisMinimumVersion", "description", "about", "version", "author", "email", "homepage", "tracker",
    "repository", "icon", "hasProcessingProvider",
)
QGIS_VERSION = (r"\d+\.\d+(\.\d+)?", "must be like 3.22")
ADDRESS = (r"https://[^\s/]+/\S+", "must be an https address")
FORMS = {
    "name": (r"(?i)(?!.*plugin).+", "must be one line without the word plugin"),
    "description": (r"[^<\n]+", "must be one line without HTML"),
    "about": (r"[^<]+", "must be without HTML"),
    "author": (r".+", "must be one line"),
    "version": (r"\d+(\.\d+)+", "must be like 1.2.3"),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an address"),
    "qgisMinimumVersion": QGIS_VERSION,
    "qgisMaximumVersion": QGIS_VERSION,
    "homepage": ADDRESS,
    "tracker": ADDRESS,
    "repository": ADDRESS,
    "hasProcessingProvider": (r"yes", "must be yes, or qgis_process does not load it"),
}
NOT_SHIPPED = {"tests", "scripts", "benchmarks", "__pycache__", "node_modules"}
TEST = re.compile(r"(test_.*|.*_test|conftest)\.py")
COMPILED = re.compile(r".*\.(so(\.\d+)*|dll|dylib|exe|pyd|py[co]|o|a|lib|bin|com|msi|whl|egg|jar)", re.I)
PROGRAMS = {
    b"\x7fELF": "a Linux program",
    b"MZ": "a Windows program",
    b"\xcf\xfa\xed\xfe": "a macOS program",
    b"\xca\xfe\xba\xbe": "a macOS program or Java class",
}
KEY_FILE = re.compile(r"id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx|kdbx|netrc)|credentials.*", re.I)
SECRETS = {
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an AWS key": re.compile(rb"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(rb"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50})"),
    "a Slack token": re.compile(rb"\bxox[abprs]-[A-Za-z0-9-]{10}"),
    "a password in an address": re.compile(rb"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"<>]+:[^\s/@'\"<>]+@"),
    "a password or token": re.compile(
        rb"(?i)\b\w*(password|passwd|secret|api_?key|(auth|access)_?token)\w*"
        rb"[\"']?\s*[:=]\s*[\"'][^\"'\s]{8,}[\"']"
    ),
}


def name_faults(names):
    """Faults that the names in the zip show."""
    tops = sorted({name.split("/")[0] for name in names})
    if tops != [FOLDER]:
        yield f"The zip must hold one folder, {FOLDER}, but its top holds: {', '.join(tops) or 'nothing'}."
    for wanted in REQUIRED_FILES:
        if f"{FOLDER}/{wanted}" not in names:
            yield f"{wanted} is missing."
    for name in names:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or "\\" in name:
            yield f"{name} would be unpacked outside the plugin's folder."
        if any(part.startswith(".") for part in parts) or "__MACOSX" in parts:
            yield f"{name} is hidden, or lies in a hidden folder."
        for part in NOT_SHIPPED.intersection(parts):
            yield f"{name}: {part} must not be shipped."
        if TEST.fullmatch(parts[-1]):
            yield f"{name} is a test."
        if COMPILED.fullmatch(parts[-1]):
            yield f"{name} is a compiled file."
        if KEY_FILE.fullmatch(parts[-1]):
            yield f"{name} has the name of a file that holds a key or a password."


def content_faults(name, content):
    """Faults that one file's content shows."""
    for start, what in PROGRAMS.items():
        if content.startswith(start):
            yield f"{name} is {what}."
    if b"\0" not in content[:8192]:
        for what, pattern in SECRETS.items():
            found = pattern.search(content)
            if found:
                line = content.count(b"\n", 0, found.start()) + 1
                yield f"{name}, line {line}, looks like {what}."


def metadata_faults(text, names):
    """Faults in metadata.txt."""
    # With interpolation, as in QGIS's plugin manager: a stray per cent sign is an error there.
    parser = configparser.ConfigParser()
    parser.optionxform = str
    try:
        parser.read_string(text)
        general = dict(parser.items("general"))
    except configparser.Error as error:
        yield f"metadata.txt cannot be read: {' '.join(str(error).split())[:120]}"
        return
    for key in REQUIRED_KEYS:
        if not general.get(key, "").strip():
            yield f"metadata.txt has no {key}."
    for key, (form, wish) in FORMS.items():
        value = general.get(key, "").strip()
        if value and not re.fullmatch(form, value):
            yield f"{key} in metadata.txt {wish}: {' '.join(value.split())[:80]}"
    icon = general.get("icon", "").strip()
    if icon and f"{FOLDER}/{icon}" not in names:
        yield f"metadata.txt names the icon {icon}, which is not in the zip."


def faults(path):
    """All faults of the zip at ``path``, as sentences."""
    try:
        archive = ZipFile(path)
    except (OSError, BadZipFile) as error:
        yield f"{path} cannot be read as a zip: {error}."
        return
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in entries]
        yield from name_faults(names)
        for entry in entries:
            if (entry.external_attr >> 16) & 0o170000 == 0o120000:
                yield f"{entry.filename} is a link, which cannot be unpacked everywhere."
            yield from content_faults(entry.filename, archive.read(entry))
        if f"{FOLDER}/metadata.txt" in names:
            yield from metadata_faults(archive.read(f"{FOLDER}/metadata.txt").decode("utf-8-sig"), names)
    with open(path, "rb") as file:
        size = file.seek(0, 2)
    if size >= LARGEST:
        yield f"The zip has {size} bytes; it must stay under {LARGEST}."


def main(path):
    found = list(faults(path))
    for sentence in found:
        print(f"check: {sentence}", file=sys.stderr)
    if not found:
        print("check: the zip keeps the plugin repository's rules")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_package.py ZIP")
    sys.exit(main(sys.argv[1]))
