"""Whatever keys are pressed, caret and selection stand between whole characters."""

from contextlib import suppress
from typing import Literal, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus import Article
from annotations.cursor import Cursor
from annotations.errors import EditError
from annotations.labels import LABELS
from annotations.model import Annotation
from annotations.reading import Reading
from annotations.search import Hits, compile_query
from annotations.selection import MOTIONS, Unit
from annotations.store import MemoryStore
from annotations.text.graphemes import clusters
from tests.making import make_editor
from tests.screen.texts import PIECES
from tui.cells import offset_at
from tui.widgets.pane.rows import Rows

PROSE = st.sampled_from(
    (
        "他说：“不会。”中国！「好吗？」",
        "यह एक है। ",
        "هل هذا؟ «نعم» ۔",
        "ประเทศไทย ",
        "Dr. \u0301Wu said ‘e\u0301’. ",
        "\u0301\u200d\ufe0f",
        "2024年1月11日",
        "Jan\u0301 1\u0301, 2024",
        "“\u0301a”\u0301 ",
        "a.\u0301 B\u200d. ",
        "กำ\u0e33 \u0600\u0661 \u0d4eक",
        ". \u0301A! \u200d“B”",
    )
)
QUERIES = st.sampled_from(["e", "\u0301", "\u200d", "👧", "ष", "。"])
TEXTS = st.lists(PROSE | PIECES, min_size=1, max_size=8).map("".join)
Plain = Literal["grow", "shrink", "toggle_extending", "swap_ends"]
KEYS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(sorted(MOTIONS)), st.booleans()),
    st.tuples(st.just("unit"), st.sampled_from(get_args(Unit)), st.just(False)),
    st.tuples(st.just("plain"), st.sampled_from(get_args(Plain)), st.just(False)),
    st.tuples(st.just("search"), QUERIES, st.booleans()),
    st.tuples(st.just("mouse"), st.tuples(st.integers(0, 40), st.integers(-2, 30)), st.booleans()),
)  # fmt: skip


@settings(max_examples=200)
@given(TEXTS, st.integers(0, 400), st.lists(KEYS, max_size=12), st.integers(1, 24))
def test_caret_and_selection_never_part_a_character(
    text: str, caret: int, keys: list[tuple[str, object, bool]], width: int
) -> None:
    cursor, rows = Cursor(text, caret), Rows(text, width)
    boundaries = {0, *(cluster.end for cluster in clusters(text, 0, len(text)))}
    for kind, what, extend in keys:
        _press(cursor, rows, kind, what, extend=extend)
        start, end = cursor.selection.span
        assert {start, end, cursor.caret} <= boundaries, (kind, what, cursor.selection)


@settings(max_examples=150)
@given(TEXTS, st.data())
def test_what_is_marked_is_the_slice_of_its_offsets_and_whole_characters(
    text: str, data: st.DataObject
) -> None:
    store = MemoryStore()
    editor = make_editor(store)
    article = Article("a.txt", "a", text, "0" * 64)
    caret = data.draw(st.integers(0, len(text)))
    for label in LABELS:
        reading = Reading(article, lambda: editor, caret)
        if data.draw(st.booleans()):
            reading.move_to(data.draw(st.integers(0, len(text))), extend=True)
        with suppress(EditError):
            reading.tag(label)
    boundaries = {0, *(cluster.end for cluster in clusters(text, 0, len(text)))}
    for record in map(Annotation.to_record, store.annotations("a.txt")):
        assert record["text"] == text[record["start"] : record["end"]]
        assert {record["start"], record["end"]} <= boundaries


def _press(cursor: Cursor, rows: Rows, kind: str, what: object, *, extend: bool) -> None:
    match kind, what:
        case "move", str(motion):
            cursor.move(motion, extend=extend)
        case "unit", ("sentence" | "paragraph" | "quotation") as unit:
            with suppress(EditError):
                cursor.select_unit(unit)
        case "plain", str(name):
            getattr(cursor, name)()
        case "search", str(query):
            for hit in Hits(cursor.text, compile_query(query)).within(0, len(cursor.text))[:3]:
                cursor.move_to(hit.start, extend=extend)
        case "mouse", (int(row), int(cell)):
            cursor.move_to(offset_at(cursor.text, rows.span(row), cell), extend=extend)
