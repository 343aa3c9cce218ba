"""Offsets in UTF-16 code units and bytes: what Python's own codecs say they are."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.text.units import Offsets, utf8, utf16

TEXTS = st.text(st.sampled_from("ab\né中𠮷🙂\u0301\u200d"), max_size=30)


def units_before(text: str, offset: int, encoding: str, width: int) -> int:
    return len(text[:offset].encode(encoding)) // width


@pytest.mark.parametrize(
    ("offsets", "encoding", "width"), [(utf16, "utf-16-le", 2), (utf8, "utf-8", 1)]
)
@given(text=TEXTS)
@example(text="🙂")
@example(text="a𠮷𠮷b")
def test_offsets_are_those_of_the_encoded_text_and_lead_back(
    offsets: Callable[[str], Offsets], encoding: str, width: int, text: str
) -> None:
    converter = offsets(text)
    starts = {}
    for offset in range(len(text) + 1):
        units = units_before(text, offset, encoding, width)
        starts[units] = offset
        assert converter.of(offset) == units
    for units in range(units_before(text, len(text), encoding, width) + 1):
        assert converter.code_points(units) == starts.get(units)
