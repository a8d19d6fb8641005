"""Pictures: every text inside the sheet and on no other, plain text stays plain, and the same input gives the same bytes."""

from __future__ import annotations

import doctest
import itertools
import re

import numpy as np
import pandas as pd
import pytest

matplotlib = pytest.importorskip("matplotlib")

from industrial_atlas.processing.cartography import chartlines, charts, chartsheet  # noqa: E402
from industrial_atlas.processing.cartography.chartsheet import COLOURS, figure_text, readable  # noqa: E402
from industrial_atlas.processing.measures.charttable import KINDS, Choices, chart  # noqa: E402
from industrial_atlas.processing.measures.notes import Notes  # noqa: E402

WORDS = charts.Words("Output by industry", "Great Britain", "Year", "Value, current prices", "£m", "Source: a table.")
HARD = "Ŵyth $x^2$ <script>alert('1')</script> \"quotes\" & \\frac{1}{2} $"


def table(kind, number=6, name="Industry {}", seed=1, scale=100.0) -> pd.DataFrame:
    """Random values of so many series over ten years, or of one."""
    random = np.random.default_rng(seed)
    x = np.arange(2001.0, 2011.0)
    rows = [{"industry": str(place), "label": name.format(place), "x": when, "value": value} for place in range(number)
            for when, value in zip(x if kind not in ("bar", "scatter") else x[:1], scale * random.random(10))]
    frame = pd.DataFrame(rows)
    if kind == "scatter":
        frame["x"] = scale * random.random(number)
    return chart(frame, Choices(kind), Notes())


def texts(figure):
    """Every text that is drawn, with its box in pixels."""
    renderer = figure.canvas.get_renderer()
    held = [*figure.texts, *(text for axes in figure.axes for text in (*axes.get_xticklabels(), *axes.get_yticklabels()))]
    held = [text for text in held if text.get_visible() and text.get_text()]
    return [(text, text.get_window_extent(renderer)) for text in held]


def check_layout(figure):
    """Every text lies on the sheet, has 7 points at least, and lies on no other."""
    figure.canvas.draw()
    found = [(text, box) for text, box in texts(figure) if shown(figure, text)]
    width, height = figure.canvas.get_width_height()
    for text, box in found:
        assert text.get_fontsize() >= 7
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()
    for (one, first), (other, second) in itertools.combinations(found, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        # a box holds the descender of the line above, which no letter of the line below reaches
        assert across <= 1 or up <= 0.25 * min(first.height, second.height), (one.get_text(), other.get_text())


def shown(figure, text) -> bool:
    """Tell whether a label of an axis is drawn at all."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for tick in axis.get_major_ticks():
                if tick.label1 is text:
                    return tick.label1.get_visible()
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 5, 12])
def test_no_text_lies_on_another_or_off_the_sheet(kind, number):
    check_layout(charts.draw(kind, table(kind, number), WORDS, charts.Page(dpi=100)))


@pytest.mark.parametrize("kind", KINDS)
def test_long_names_and_titles_are_wrapped_or_shortened_never_clipped(kind):
    long = charts.Words("A very long title of words " * 12, "word " * 40, "x " * 60, "y " * 80, "", "Source: " + "of ours " * 40)
    name = "Manufacture of machinery and equipment that is not classified anywhere else in this table of industries {}"
    check_layout(charts.draw(kind, table(kind, 5, name), long, charts.Page(height=170, dpi=100)))


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_plain_text(kind):
    words = charts.Words(HARD, HARD, HARD, HARD, "£m", HARD, HARD, HARD)
    figure = charts.draw(kind, table(kind, 3, "$a_{}$ <b>"), words, charts.Page(dpi=100, height=130))
    check_layout(figure)
    svg = charts.svg(figure, words)
    assert "<script>" not in svg and "&lt;script&gt;" in svg and "Ŵyth $x^2$" in svg
    if kind != "scatter":
        assert "$a_1$ &lt;b&gt;" in svg
    written = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert len(written) > 5, "texts stay texts"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_table_gives_the_same_bytes(kind, ending, tmp_path):
    for name in ("one", "other"):
        charts.save(charts.draw(kind, table(kind), WORDS, charts.Page(dpi=80)), str(tmp_path / f"{name}.{ending}"), WORDS)
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"other.{ending}").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [0.0, 5.0, -3.0, 1e-12, 1e90])
def test_equal_tiny_and_huge_values_make_a_picture(kind, value):
    if kind == "stacked" and value <= 0:
        pytest.skip("no parts of nothing")
    frame = pd.DataFrame({"industry": ["A", "A", "B", "B"], "x": [1, 2, 1, 2], "value": [value] * 4})
    frame = frame if kind != "bar" else frame.drop_duplicates("industry")
    if kind == "scatter":
        frame["industry"] = list("ABCD")
    check_layout(charts.draw(kind, chart(frame, Choices(kind), Notes()), WORDS, charts.Page(dpi=100)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_point_makes_a_picture(kind):
    if kind == "slope":
        pytest.skip("a slope needs two periods")
    frame = pd.DataFrame({"industry": ["A"], "x": [2020], "value": [3.0]})
    check_layout(charts.draw(kind, chart(frame, Choices(kind), Notes()), WORDS, charts.Page(dpi=100)))


def test_a_missing_year_is_a_gap_and_a_lone_year_a_dot():
    frame = pd.DataFrame({"industry": "A", "x": [1, 2, 4, 6, 7, 8, 9], "value": [1.0, 2, 3, 4, 5, 6, 7]})
    (axes,) = charts.draw("line", chart(frame, Choices("line"), Notes()), WORDS).axes
    assert [line.get_xdata().tolist() for line in axes.lines] == [[1, 2], [4], [6, 7, 8, 9]]
    assert axes.lines[1].get_marker() == "o"


def test_the_interval_is_drawn_as_a_band():
    frame = pd.DataFrame({"industry": "A", "x": [1, 2], "value": [1.0, 2], "low": [0.5, 1], "high": [2.0, 9]})
    (axes,) = charts.draw("line", chart(frame, Choices("line"), Notes()), WORDS).axes
    box = axes.collections[0].get_datalim(axes.transData)
    assert (box.y0, box.y1) == (0.5, 9) and axes.get_ylim()[1] >= 9


def test_bars_begin_at_zero_and_run_from_longest_to_shortest():
    frame = pd.DataFrame({"area": list("abc"), "value": [90.0, 100, 95]})
    (axes,) = charts.draw("bar", chart(frame, Choices("bar"), Notes()), WORDS).axes
    assert [patch.get_width() for patch in axes.patches] == [100, 95, 90]
    assert all(patch.get_x() == 0 for patch in axes.patches) and axes.get_xlim()[0] == 0


def test_negative_bars_keep_their_names_apart():
    frame = pd.DataFrame({"area": [f"Place {place}" for place in range(9)], "value": np.linspace(-50, 30, 9)})
    check_layout(charts.draw("bar", chart(frame, Choices("bar"), Notes()), WORDS, charts.Page(dpi=100)))


def test_panels_share_their_axes():
    figure = charts.draw("multiples", table("multiples", 7), WORDS)
    assert len(figure.axes) == 7
    assert len({axes.get_ylim() for axes in figure.axes}) == len({axes.get_xlim() for axes in figure.axes}) == 1


def test_zero_is_on_the_axis_as_asked():
    frame = chart(pd.DataFrame({"industry": "A", "x": [1, 2], "value": [95.0, 100]}), Choices("line"), Notes())
    lows = {zero: charts.draw("line", frame, WORDS, zero=zero).axes[0].get_ylim()[0] for zero in ("auto", "yes", "no")}
    assert lows["yes"] == 0 and lows["auto"] == lows["no"] == 95


@pytest.mark.parametrize("kind", ["line", "slope", "multiples"])
def test_an_axis_of_ratios(kind):
    frame = pd.DataFrame({"industry": ["A", "A", "B", "B"], "x": [1, 2, 1, 2], "value": [1.0, 10, 100, 1000]})
    figure = charts.draw(kind, chart(frame, Choices(kind), Notes()), WORDS, charts.Page(dpi=100), log=True)
    assert figure.axes[0].get_yscale() == "log"
    check_layout(figure)


def test_what_has_no_place_is_refused(refusal):
    frame = chart(pd.DataFrame({"industry": "A", "x": [1, 2], "value": [0.0, 1]}), Choices("line"), Notes())
    assert "LOG: A has a value of 0" in refusal(charts.draw, "line", frame, WORDS, log=True)
    assert "no room" in refusal(charts.draw, "line", table("line"), WORDS, charts.Page(50, 40))
    assert "HEIGHT" in refusal(charts.draw, "bar", table("bar", 20), WORDS, charts.Page(170, 60))
    assert "no room for 30 panels" in refusal(charts.draw, "multiples", table("multiples", 30), WORDS)


def test_a_screen_reader_is_told_what_an_svg_shows():
    words = charts.Words("Title & more", description="It rose from 1 to 2.")
    svg = charts.svg(charts.draw("line", table("line", 2), words), words)
    assert 'role="img" aria-label="Title &amp; more"' in svg
    assert "<title>Title &amp; more</title>\n <desc>It rose from 1 to 2.</desc>" in svg and svg.count("<title>") == 1
    assert "'DejaVu Sans', Verdana, sans-serif" in svg and 'id="figure' not in svg and "date" not in svg.split("<defs>")[0]


def test_what_the_reader_has_set_elsewhere_changes_nothing(tmp_path):
    first = charts.svg(charts.draw("line", table("line"), WORDS), WORDS)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True, "svg.fonttype": "path"}):
        assert charts.svg(charts.draw("line", table("line"), WORDS), WORDS) == first


def test_colours_of_words_can_be_read_on_white():
    def light(colour):
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    assert all(1.05 / (light(readable(colour)) + 0.05) >= 4.45 for colour in COLOURS)


@pytest.mark.parametrize(("value", "step", "text"), [(0.0, 0.2, "0"), (0.4, 0.2, "0.4"), (-1500.0, 500.0, "-1,500"),
                                                     (2.5, 2.5, "2.5"), (3e20, 1e20, "3e+20")])
def test_numbers_on_an_axis_have_the_decimals_of_its_steps(value, step, text):
    assert figure_text(value, step) == text


@pytest.mark.parametrize("module", [chartlines, chartsheet, charts])
def test_examples_in_docstrings_are_right(module):
    assert doctest.testmod(module).failed == 0
