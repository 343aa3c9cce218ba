"""The last look at every painted line: no control comes through, and no cell is moved."""

import sys
import unicodedata

import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from tests.screen.texts import ASCII, BIDI, CONTROL, SCRIPTS, WIDE
from tui.bidi import fenced
from tui.last_look import LastLook

LINES = st.lists(st.text(ASCII + WIDE + SCRIPTS + CONTROL + BIDI + "\ue000\u2028│", max_size=8))


def looked_at(parts: list[str]) -> list[str]:
    segments = [Segment(part) for part in parts]
    return [segment.text for segment in LastLook().apply(segments, Color(0, 0, 0))]


@settings(max_examples=100)
@given(LINES)
def test_no_control_comes_through_and_the_cells_stay(parts: list[str]) -> None:
    shown = looked_at(parts)
    line = "".join(shown)
    assert line.removesuffix("\u200e").isprintable()
    assert [cell_len(text) for text in shown] == [cell_len(part) for part in parts]
    assert looked_at(shown) == shown


@settings(max_examples=100)
@given(LINES)
def test_a_line_with_text_from_right_to_left_ends_in_a_mark(parts: list[str]) -> None:
    line = "".join(looked_at(parts))
    is_mixed = regex.search(r"[\p{Hebrew}\p{Arabic}--\p{M}--[،؟]]", line, regex.V1) is not None
    if is_mixed:
        assert line.endswith("\u200e")
    assert line.count("\u200e") <= 1


def test_what_is_plain_is_left_alone() -> None:
    parts = ["│ ", "plain ascii", " – “and not”"]
    assert looked_at(parts) == parts


def test_every_character_that_runs_from_right_to_left_is_looked_for() -> None:
    # The mark that only turns text never comes that far.
    turning = (chr(code) for code in range(sys.maxunicode + 1) if code != 0x200F)
    missed = [
        f"U+{ord(it):04X}"
        for it in turning
        if unicodedata.bidirectional(it) in ("R", "AL", "AN") and fenced(it) == it
    ]
    assert missed == []
