from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.graphemes import clusters, next_boundary, previous_boundary, snap_back
from annotations.text.span import Span

CONTROLS = ["\n", "\r", "\r\n", "\t", "\x00", "\u200b", "\u202e", "\U000e0001"]
MARKS = [
    "\u0301",
    "e\u0301",
    "o\u0308\u0323",
    "\u0301" * 40,
    "か\u3099",
    "ｶ\uff9e",
    "ש\u05c1\u05b8",
]
EMOJI = ["🇩", "🇩🇪", "🇫🇷🇺", "👍🏽", "👩\u200d👩\u200d👧", "👩", "\u200d", "❤\ufe0f", "1\ufe0f\u20e3"]
INDIC = ["क", "क्षि", "क्\u200dष", "नमस्ते", "\u0d4e", "\u0e33"]
HANGUL = ["\uac01", "\uac00", "\u1100\u1161\u11a8", "\u1100", "\u1161", "\u11a8"]
KINDS = ["a", "Z", " ", "é", "漢", "م", "\u0600", *CONTROLS, *MARKS, *EMOJI, *INDIC, *HANGUL]
TEXTS = st.lists(st.sampled_from(KINDS) | st.characters()).map("".join)


def boundaries_by_regex(text: str) -> list[int]:
    boundaries = [0]
    for cluster in regex.findall(r"\X", text):
        boundaries.append(boundaries[-1] + len(cluster))
    return boundaries


@pytest.mark.parametrize(
    "cluster",
    [
        "\r\n",
        "e\u0301",
        "🇩🇪",
        "👍🏽",
        "👩\u200d👩\u200d👧",
        "क्षि",
        "\u1100\u1161\u11a8",
        "a" + "\u0301" * 5_000,
        "👩" + "\u200d👩" * 500,
    ],
)
def test_a_cluster_is_never_entered(cluster: str) -> None:
    text = f"x{cluster}y"
    end = 1 + len(cluster)
    assert list(clusters(text, 0, len(text))) == [Span(0, 1), Span(1, end), Span(end, end + 1)]
    for inside in {1, 2, end - 1}:
        assert next_boundary(text, inside) == end
        assert snap_back(text, inside) == 1
    assert previous_boundary(text, end) == 1


def test_flags_pair_up_from_the_first() -> None:
    text = "x" + "🇩🇪" * 300 + "🇫"
    assert snap_back(text, 302) == 301
    assert next_boundary(text, 600) == 601
    assert previous_boundary(text, len(text)) == 601


def test_offsets_past_an_end_are_brought_to_it() -> None:
    assert snap_back("ab", -1) == previous_boundary("ab", 0) == next_boundary("ab", -5) == 0
    assert snap_back("ab", 9) == next_boundary("ab", 2) == 2
    assert next_boundary("", 0) == snap_back("", 0) == previous_boundary("", 0) == 0
    assert previous_boundary("ab", 9) == 1


@settings(deadline=None)
@given(TEXTS)
def test_boundaries_are_those_of_the_whole_text(text: str) -> None:
    boundaries = boundaries_by_regex(text)
    for offset in range(len(text) + 1):
        assert snap_back(text, offset) == max(b for b in boundaries if b <= offset)
        assert next_boundary(text, offset) == min(
            (b for b in boundaries if b > offset), default=len(text)
        )
        assert previous_boundary(text, offset) == max(
            (b for b in boundaries if b < offset), default=0
        )


@settings(deadline=None)
@given(TEXTS, st.data())
def test_clusters_are_those_that_touch_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    boundaries = boundaries_by_regex(text)
    spans = [Span(*pair) for pair in pairwise(boundaries)]
    expected = [span for span in spans if span.end > start and span.start < end]
    found = list(clusters(text, start, end))
    assert found == expected
