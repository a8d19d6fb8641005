"""What a file is, is said by its first bytes and not by its name."""

import zipfile

import pytest

from industrial_atlas.processing.sources.files import open_book


@pytest.mark.parametrize(("content", "word"), [
    (b"", "is empty"), (b" \n\n", "is empty"), (b"%PDF-1.7", "PDF document"), (b"<html>", "web page"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old format .xls"), (b"PK\x03\x04", "damaged"),
    (b"\x1f\x8b\x08", "damaged"), (bytes(range(256)) * 9, "neither a table of text"),
])
def test_what_is_no_table_is_refused(tmp_path, refusal, content, word):
    (tmp_path / "table.xlsx").write_bytes(content)
    assert word in refusal(open_book, str(tmp_path / "table.xlsx"))


def test_archives(tmp_path, refusal):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.csv", "a,b\n")
    assert open_book(str(path)).open_sheet("").head() == [["a", "b"]]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two.csv", "a,b\n")
    assert "one.csv, two.csv" in refusal(open_book, str(path))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", "x")
    assert ".xlsb" in refusal(open_book, str(path))


def test_a_folder_and_nothing(tmp_path, refusal):
    assert "is a folder" in refusal(open_book, str(tmp_path))
    assert "does not exist" in refusal(open_book, str(tmp_path / "gone.csv"))


@pytest.mark.parametrize("inside", ["content.xml", "encrypted-package"])
def test_an_opendocument_workbook_with_a_password(tmp_path, refusal, inside):
    with zipfile.ZipFile(tmp_path / "secret.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(inside, bytes(range(256)))
        archive.writestr("META-INF/manifest.xml", "<file-entry><manifest:encryption-data/></file-entry>")
    assert "protected with a password" in refusal(open_book, str(tmp_path / "secret.ods"))
