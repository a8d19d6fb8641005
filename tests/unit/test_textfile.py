"""Text files: encodings, delimiters, and rows that are not all alike."""

import codecs
import gzip

import pytest

from industrial_atlas.processing.sources import files, textfile


@pytest.fixture
def opened(tmp_path, notes):
    """`opened(content, ...)` writes bytes and returns encoding, delimiter and rows."""

    def doing(content: bytes, name: str = "table.csv", **chosen):
        (tmp_path / name).write_bytes(content)
        grid = files.open_book(str(tmp_path / name), notes=notes, **chosen).open_sheet("")
        return grid.encoding, grid.delimiter, [row for block in grid.blocks() for row in block]

    return doing


@pytest.mark.parametrize(("encoding", "mark", "found"), [
    ("utf-8", b"", "utf-8"), ("utf-8", codecs.BOM_UTF8, "utf-8"), ("cp1252", b"", "cp1252"), ("utf-16", b"", "utf-16"),
    ("utf-16-le", b"", "utf-16-le"), ("utf-16-be", b"", "utf-16-be"),
])
def test_encodings_are_found(opened, encoding, mark, found):
    text = "code,name\nW06000001,Ynys M\u00f4n\n" + "E06000001,Hartlepool\n" * 40
    assert opened(mark + text.encode(encoding))[0] == found
    assert opened(mark + text.encode(encoding))[2][1] == ["W06000001", "Ynys M\u00f4n"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_found_in_spite_of_notes_above(opened, sign):
    text = "A title, with commas, and; more\n\n" + "\n".join(sign.join(("E06000001", "C", str(row))) for row in range(20))
    assert opened(text.encode())[1] == sign


def test_what_is_named_is_used(opened, refusal):
    assert opened(b"a;b,c\n", delimiter="comma")[2] == [["a;b", "c"]]
    assert "utf-8" in refusal(opened, "a,\u00f4\n".encode("cp1252"), encoding="utf-8")


def test_quotes_line_breaks_and_ragged_rows(opened):
    assert opened(b'"a\nb","c ""d""",e\n\nf\n')[2] == [["a\nb", 'c "d"', "e"], [], ["f"]]


def test_an_open_quote_is_an_error_and_not_a_cell_of_a_megabyte(opened, refusal):
    assert "quotation mark" in refusal(opened, b'a,b\n"c,d\n' + b"x,y\n" * (textfile.FIELD_LIMIT // 3))


def test_packed_text_is_read(opened):
    assert opened(gzip.compress(b"a,b\n1,2\n"), "table.csv.gz")[2] == [["a", "b"], ["1", "2"]]


def test_packed_text_that_breaks_off_is_an_error(opened, refusal):
    import random

    held = gzip.compress(bytes(random.Random(1).choices(b"abcdef,\n", k=500_000)))
    assert "Download it again" in refusal(opened, held[:len(held) // 2], "table.csv.gz")
