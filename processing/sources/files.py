"""Opening a file of statistics, whatever it is called: its first bytes say what it is."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib

from . import opendocument, textfile, workbook
from .grid import Book

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MANIFEST = "META-INF/manifest.xml"
_SAVE = "Open it in a spreadsheet program, save the sheet as .xlsx or .csv, and read that."
LARGEST_INSIDE = 2_000_000_000


def open_book(path: str, encoding: str = "auto", delimiter: str = "auto", notes=None) -> Book:
    """Return a file as a book of grids.

    Parameters
    ----------
    path : str
    encoding : {"auto", "utf-8", "cp1252"}
    delimiter : {"auto", "comma", "semicolon", "tab", "bar"}
        The last two are for text files.
    notes : Notes, optional
        Told what was chosen.

    Raises
    ------
    ValueError
        The file is missing, empty, encrypted, damaged, or of a kind that is not read; the sentence says what to do.
    """
    name = os.path.basename(path)
    if not os.path.isfile(path):
        what = "is a folder" if os.path.isdir(path) else "does not exist"
        raise ValueError(f"INPUT: '{path}' {what}. Choose the file as it was downloaded.")
    try:
        with open(path, "rb") as stream:
            start = stream.read(4096)
    except OSError as fault:
        raise ValueError(
            f"INPUT: '{name}' cannot be read ({fault.strerror}). Check that you may read it, then run again.") from None
    opener = _plain(path)
    if start.startswith(b"\x1f\x8b"):
        opener, name = _unpacked(path), name[:-3] if name.lower().endswith(".gz") else name
        start = _start(opener, name)
    elif start.startswith(b"PK") and _kind_of_zip(opener, name) == "zip":
        opener, name = _only_member(path, name)
        start = _start(opener, name)
    _refuse(opener, start, name)
    if start.startswith(b"PK"):
        kind = _kind_of_zip(opener, name)
        if kind == "zip":
            raise ValueError(f"INPUT: '{name}' is an archive inside an archive. Unpack it, and read the file inside.")
        return (workbook if kind == "xlsx" else opendocument).open_book(opener, name)
    return textfile.open_book(opener, name, encoding, delimiter, notes)


def _plain(path: str):
    """Return what opens a file for reading bytes."""
    return lambda: open(path, "rb")


def _unpacked(path: str):
    """Return what opens the inside of a gzip file."""
    return lambda: gzip.open(path, "rb")


def _only_member(path: str, name: str) -> tuple:
    """Return what opens the one file in an archive, and its name."""
    with zipfile.ZipFile(path) as archive:
        inside = [
            one for one in archive.infolist()
            if not one.is_dir() and not one.filename.startswith("__MACOSX") and not one.filename.endswith(".DS_Store")]
    if len(inside) != 1:
        held = ", ".join(one.filename for one in inside[:10]) or "nothing"
        raise ValueError(
            f"INPUT: '{name}' is an archive of {len(inside)} files ({held}). Unpack it, and read one of them.")
    if inside[0].flag_bits & 1:
        raise ValueError(f"INPUT: '{name}' is an archive with a password. Unpack it, and read the file inside.")
    if inside[0].filename.lower().endswith((".csv", ".tsv", ".txt")):
        return (lambda: zipfile.ZipFile(path).open(inside[0].filename)), inside[0].filename
    if inside[0].file_size > LARGEST_INSIDE:
        raise ValueError(f"INPUT: '{inside[0].filename}' in '{name}' is too large to be read packed. Unpack it first.")
    with zipfile.ZipFile(path) as archive:
        held = archive.read(inside[0].filename)
    return (lambda: io.BytesIO(held)), inside[0].filename


def _start(opener, name: str) -> bytes:
    try:
        with opener() as stream:
            return stream.read(4096)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
        raise ValueError(f"INPUT: '{name}' is damaged: it cannot be unpacked. Download it again.") from None


def _refuse(opener, start: bytes, name: str) -> None:
    """Raise a sentence for what is no table of cells."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text.strip(b"\x00"):
        raise ValueError(f"INPUT: '{name}' is empty. Download it again.")
    if start.startswith(_OLE):
        with opener() as stream:
            if _ENCRYPTED in stream.read():
                raise _protected(name)
        raise ValueError(f"INPUT: '{name}' is a workbook of the old format .xls, which is not read. {_SAVE}")
    if b"%pdf-" in text[:1024]:
        raise ValueError(
            f"INPUT: '{name}' is a PDF document, not a table. Download the table itself (.xlsx, .ods or .csv).")
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) or b"<html" in text[:1024]:
        raise ValueError(
            f"INPUT: '{name}' is a web page or XML, not a table: the download may have failed or asked to log in. Open "
            "it in a browser to see, then download the table itself.")


def _protected(name: str) -> ValueError:
    return ValueError(
        f"INPUT: '{name}' is protected with a password. Open it in a spreadsheet program, remove the password, save "
        "it, and read that.")


def _kind_of_zip(opener, name: str) -> str:
    """Return what a zip file is: ``xlsx``, ``ods`` or any other ``zip``."""
    try:
        with opener() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            locked = _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError, RuntimeError, NotImplementedError):
        raise ValueError(f"INPUT: '{name}' is damaged: it cannot be unpacked. Download it again.") from None
    if locked:
        raise _protected(name)
    if "xl/workbook.bin" in names:
        raise ValueError(f"INPUT: '{name}' is a binary workbook (.xlsb), which is not read. {_SAVE}")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise ValueError(
            f"INPUT: '{name}' is a document, not a table. Download the table itself (.xlsx, .ods or .csv).")
    if "xl/workbook.xml" in names or name.lower().endswith((".xlsx", ".xlsm")):
        return "xlsx"
    return "ods" if {"mimetype", "content.xml"} <= names else "zip"
