"""Contributions of plants to the change in output, by id."""

import pytest

TO = "TEMPORARY_OUTPUT"
PUBLISHED = {  # Sunley et al. (2023), Table 3: per cent of +81.2 billion pounds, 2000 prices
    ("Non TIR", "open throughout", "domestic"): -1.8, ("Non TIR", "open throughout", "foreign"): 17.0,
    ("Non TIR", "opened and closed", "domestic"): 16.1, ("Non TIR", "opened and closed", "foreign"): 44.1,
    ("TIR", "open throughout", "domestic"): -4.9, ("TIR", "open throughout", "foreign"): 11.1,
    ("TIR", "opened and closed", "domestic"): -8.2, ("TIR", "opened and closed", "foreign"): 26.6,
}


def published_plants() -> str:
    """Plants that changed as the published table says, in billions: three or four for each of its cells."""
    lines = ["plant,tir,own_start,own_end,start,end"]
    for (group, status, owner), percent in PUBLISHED.items():
        change, flag, word = percent / 100 * 81.2, int(group == "TIR"), {"domestic": "GB", "foreign": "US"}[owner]
        if status == "open throughout":
            lines += [f"p,{flag},{word},{word},100,{100 + change / 2:.6f}", f"p,{flag},GB,{word},50,{50 + change / 2:.6f}"]
        else:
            lines += [f"p,{flag},,{word},0,{60 + change:.6f}", f"p,{flag},{word},,40,", f"p,{flag},{word},,20,0"]
    return "\n".join(lines) + "\n"


def test_the_published_table_comes_back(run, rows, csv_table):
    result = run("growthdecomposition", PLANTS=csv_table(published_plants()), FROM=1973, TO=2016, OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [(row["group"], row["status"], row["owner"]) for row in found] == list(PUBLISHED)
    assert [row["contrib"] for row in found] == pytest.approx(list(PUBLISHED.values()), abs=1e-6)
    assert [row["n_plants"] for row in found] == [2, 2, 3, 3] * 2
    assert result["TOTAL_CHANGE"] == pytest.approx(81.2) and result["N_PLANTS"] == 20
    print(run.log, result)
