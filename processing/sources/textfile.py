"""Tables of text: comma-separated and the like, read in a stream."""

from __future__ import annotations

import codecs
import csv
import io
import zlib

from .grid import Book, Grid

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
SAMPLE = 1 << 18
EVERY = 2000
FIELD_LIMIT = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_book(opener, name: str, encoding: str = "auto", delimiter: str = "auto", notes=None) -> Book:
    """Return a text file as a book of one grid; `opener` opens its bytes, `name` is for messages.

    Raises
    ------
    ValueError
        The file is no text, or no text in the encoding that was named.
    """
    try:
        used = _encoding(opener, name, encoding)
        sign = DELIMITERS.get(delimiter) or _delimiter(_sample(opener, used))
    except (OSError, EOFError, zlib.error) as fault:
        raise _broken_off(name, fault) from None
    if notes is not None and delimiter == "auto":
        word = next(word for word, mark in DELIMITERS.items() if mark == sign)
        notes.info(f"'{name}' is read as {'utf-8' if used == 'utf-8-sig' else used}, delimited by {word}.")
    grid = Grid(lambda step: _rows(opener, name, used, sign, step), encoding=used.replace("-sig", ""), delimiter=sign)
    return Book([""], lambda title: grid)


def _encoding(opener, name: str, wanted: str) -> str:
    """Return how bytes become text: as marked, as wanted, else UTF-8 if all of it is, else Windows's Latin-1."""
    with opener() as stream:
        start = stream.read(SAMPLE)
    for mark, found in _BOMS:
        if start.startswith(mark):
            return found
    if b"\x00" in start:
        return _without_mark(start, name)
    if wanted != "auto":
        return wanted
    return next((found for found in ("utf-8", "cp1252") if _decodes(opener, found)), "latin-1")


def _decodes(opener, encoding: str) -> bool:
    """Tell whether a whole file is text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opener() as stream:
            while chunk := stream.read(SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(start: bytes, name: str) -> str:
    """Return the kind of UTF-16 that has no mark; other files with zero bytes are no text."""
    even, odd = start[0:2000:2].count(0), start[1:2000:2].count(0)
    if max(even, odd) < 0.4 * len(start[0:2000:2]):
        raise ValueError(
            f"INPUT: '{name}' is neither a table of text nor a workbook that is read. Give a .csv, .tsv, .txt, .xlsx "
            "or .ods file.")
    return "utf-16-be" if even > odd else "utf-16-le"


def _sample(opener, encoding: str) -> str:
    with opener() as stream, io.TextIOWrapper(stream, encoding, errors="replace", newline="") as text:
        return text.read(SAMPLE)


def _delimiter(text: str) -> str:
    """Return the sign that splits the most lines into the same number of cells, two at least."""
    lines = text.splitlines()[:500]
    best, score = ",", 0
    for sign in DELIMITERS.values():
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width - 1), width), default=1)
        found = widths.count(usual) * (usual - 1)
        if found > score:
            best, score = sign, found
    return best


def _rows(opener, name: str, encoding: str, sign: str, step):
    """Yield the rows of a text file as lists of text."""
    csv.field_size_limit(FIELD_LIMIT)
    with opener() as stream:
        size = _size(stream)
        counter = _Counter(stream)
        text = io.TextIOWrapper(io.BufferedReader(counter, SAMPLE), encoding, newline="")
        reader = csv.reader(text, delimiter=sign)
        try:
            for done, row in enumerate(reader, 1):
                if done % EVERY == 0:
                    step(counter.done, max(size, counter.done + 1))
                yield row
        except UnicodeDecodeError:
            raise ValueError(
                f"INPUT: '{name}' is no text in {encoding} after line {reader.line_num:,}. Set ENCODING to 'auto' or "
                "to the one in which it was saved.") from None
        except csv.Error as fault:
            raise ValueError(
                f"INPUT: '{name}' cannot be read at line {reader.line_num:,} ({fault}). A quotation mark may be "
                "missing; correct the line, or set DELIMITER.") from None
        except (OSError, EOFError, zlib.error) as fault:
            raise _broken_off(name, fault) from None


def _broken_off(name: str, fault) -> ValueError:
    return ValueError(f"INPUT: '{name}' cannot be read to its end ({fault}). Download it again.")


def _size(stream) -> int:
    """Return how many bytes there are to read, 0 where only the end will tell."""
    try:
        size = stream.seek(0, io.SEEK_END) if isinstance(stream, io.BufferedReader) else 0
        stream.seek(0)
    except (OSError, ValueError):
        return 0
    return size


class _Counter(io.RawIOBase):
    """A stream that knows how much of it was read."""

    def __init__(self, stream):
        super().__init__()
        self.stream, self.done = stream, 0

    def readable(self):
        return True

    def readinto(self, into):
        held = self.stream.read(len(into))
        into[:len(held)] = held
        self.done += len(held)
        return len(held)
