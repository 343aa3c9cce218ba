"""How characters are shown: plain ones as they are, and none that would command a terminal."""

import re
import sys
import unicodedata

import pytest
import regex
from hypothesis import example, given, settings
from rich.cells import cell_len

from annotations.text.span import Span
from annotations.text.visible import typed_line, visible_line
from tests.screen.texts import TEXTS
from tui.cells import (
    NOT_PLAIN,
    TAB_STOP,
    cell_of,
    is_plain,
    offset_at,
    row_clusters,
    show,
)
from tui.widgets.pane.paint import shown_text

EVERY_CODE_POINT = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Line and paragraph separators move the cursor in some terminals.
FORBIDDEN = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029{''.join(sorted(BIDI_CONTROLS))}\ud800-\udfff]"
)


def test_plain_characters_are_one_cell_printable_and_their_own_character() -> None:
    plain = [code for code in EVERY_CODE_POINT if not NOT_PLAIN.match(code) and code != "\n"]
    assert len(plain) > 1000
    assert set("abzAZ09 .,'\"’“”–—…éßЖΩ€\xa0") <= set(plain)
    wrong = [
        f"U+{ord(code):04X}"
        for code in plain
        if cell_len(code) != 1
        or not (code.isprintable() or code == "\xa0")
        or unicodedata.combining(code)
        or unicodedata.category(code)[0] == "C"
        or len(regex.findall(r"\X", f"{code}{code}a{code}")) != 4
        or (code != "\xa0" and show(code) != (code, 1))
    ]
    assert wrong == []


def test_no_code_point_is_shown_as_a_control_or_reorders_what_is_shown() -> None:
    wrong = [
        f"U+{ord(code):04X}"
        for code in EVERY_CODE_POINT
        if code != "\t" and code != "\n" and FORBIDDEN.search(show(code)[0])
    ]
    assert wrong == []


def test_every_code_point_takes_the_cells_that_are_written_for_it() -> None:
    wrong = [
        f"U+{ord(code):04X}"
        for code in EVERY_CODE_POINT
        if code not in "\t\n" and (show(code)[1] < 1 or cell_len(show(code)[0]) != show(code)[1])
    ]
    assert wrong == []


def test_no_code_point_beside_another_reaches_a_line_as_a_control() -> None:
    # In one text clusters form: a control must not slip through as a part of one.
    letters = {"Lo", "Co", "Cn"}
    others = [code for code in EVERY_CODE_POINT if unicodedata.category(code) not in letters]
    assert len(others) > 10_000
    for joint in ("", "a", "\u0301", "\u200d"):
        assert not FORBIDDEN.search(visible_line(joint.join(others))), f"joined by {joint!r}"


@settings(max_examples=150)
@given(TEXTS)
def test_no_text_is_shown_with_a_control(text: str) -> None:
    for row in _lines(text):
        shown = shown_text(text, row, row)
        assert not FORBIDDEN.search(shown)
        written = sum(cluster.cells for cluster in row_clusters(text, row))
        written += text[row.start : row.end].endswith("\n")
        assert cell_len(shown) == written
    assert not FORBIDDEN.search(visible_line(text))
    assert "\n" not in visible_line(text)


@settings(max_examples=150)
@given(TEXTS)
def test_plain_and_other_texts_are_shown_alike(text: str) -> None:
    """The fast way, which slices, and the slow one, by characters, agree."""
    for row in _lines(text):
        if is_plain(text, row):
            slowly = "".join(cluster.shown for cluster in row_clusters(text, row))
            slowly = slowly.replace("\xa0", " ")
            assert shown_text(text, row, row).rstrip(" ") == slowly.rstrip(" ")


@settings(max_examples=100)
@given(TEXTS)
def test_cells_and_offsets_of_a_row_agree(text: str) -> None:
    for row in _lines(text):
        for cluster in row_clusters(text, row):
            cell = cell_of(text, row, cluster.start)
            assert offset_at(text, row, cell) == cluster.start
            assert offset_at(text, row, cell + cluster.cells - 1) == cluster.start


@pytest.mark.parametrize(
    ("cluster", "shown"),
    [
        ("\x1b", ("␛", 1)),
        ("\x00", ("␀", 1)),
        ("\x7f", ("␡", 1)),
        ("\x9b", ("�", 1)),
        ("\u202e", ("·", 1)),
        ("\u2028", ("·", 1)),
        ("\u200b", ("·", 1)),
        ("\u2009", (" ", 1)),
        ("漢", ("漢", 2)),
        ("e\u0301", ("e\u0301", 1)),
        ("🇩🇪", ("🇩🇪", 2)),
        ("👩\u200d👩\u200d👧", ("👩👩👧", 6)),
        ("🏳\ufe0f\u200d🌈", ("🏳🌈", 3)),
        ("👍🏽", ("👍", 2)),
        ("🏽", ("🏽", 2)),
        ("❤\ufe0f", ("❤", 1)),
        ("⌚\ufe0e", ("⌚", 2)),
        ("1\ufe0f\u20e3", ("1\u20e3", 1)),
        ("🏴\U000e0067\U000e0062\U000e007f", ("🏴", 2)),
        ("का", ("का", 2)),
        ("क्षि", ("क्षि", 3)),
        ("நி", ("நி", 2)),
        ("ក្រា", ("ក្រា", 3)),
        ("กำ", ("กำ", 2)),
        ("ที่", ("ที่", 1)),
        ("葛\U000e0100", ("葛\U000e0100", 2)),
        ("\xad", ("·", 1)),
        ("\u3164", ("·", 1)),
        ("a" + "\u0301" * 5_000, ("a" + "\u0301" * 31, 1)),
    ],
)
def test_characters_are_shown_as(cluster: str, shown: tuple[str, int]) -> None:
    assert show(cluster) == shown


@settings(max_examples=150)
@given(TEXTS)
def test_terminals_that_know_no_sequences_agree_about_the_cells(text: str) -> None:
    """They count code point by code point; what a row shows must come out alike then."""
    for row in _lines(text):
        shown = shown_text(text, row, row)
        assert cell_len(shown) == sum(cell_len(character) for character in shown)


@settings(max_examples=100)
@given(TEXTS)
@example("1\u2028\U000e0062")
def test_what_is_to_be_typed_on_has_no_control_and_keeps_sequences(text: str) -> None:
    typed = typed_line(text)
    assert not FORBIDDEN.search(typed)
    assert typed_line(typed) == typed
    assert not re.search("[\U000e0001-\U000e007f]", typed)
    for kept in ("👩\u200d👩\u200d👧\u200d👦", "👍🏽"):
        assert typed_line(f"{kept} {text}").startswith(kept + " " * bool(typed))


def test_a_tab_is_filled_out_with_blanks() -> None:
    text = "ab\tc\td"
    shown = shown_text(text, Span(0, len(text)), Span(0, len(text)))
    assert shown == "ab  c   d"
    assert TAB_STOP == 4


def test_a_line_for_the_screen_has_single_blanks_and_no_line_ends() -> None:
    assert visible_line("  a\tb\n\nc \x1b]0;evil\x07 ") == "a b c ␛]0;evil␇"


def _lines(text: str) -> list[Span]:
    starts = [0, *(place + 1 for place, code in enumerate(text) if code == "\n")]
    return [
        Span(start, end)
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
        if end > start
    ]
