"""What a run has to tell its reader."""

from industrial_atlas.processing.measures.notes import Notes, counted, listed


def test_notes_keep_their_order_and_level():
    notes = Notes()
    notes.warning("Left out.")
    notes.info("Chosen.")
    assert notes == [("warning", "Left out."), ("info", "Chosen.")]


def test_the_first_ten_are_listed_and_the_rest_counted():
    assert listed(range(10)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
    assert listed(range(1011)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1,001 more"
    assert listed([]) == ""


def test_one_is_singular_and_all_else_plural():
    assert [counted(number, "row") for number in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert counted(2, "industry", "industries") == "2 industries"
    assert counted(1, "industry", "industries") == "1 industry"
