"""The page: golden bytes, nothing unescaped, nothing lost, and letters that can be read."""

import base64
import hashlib
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.formats.format import Document
from annotations.formats.html_spans import safe
from annotations.formats.html_style import DARK, LETTERS, LIGHT, OTHERS, STYLE
from annotations.model import Annotation
from tests.colours import contrast
from tests.marks import changed_mark, made_mark
from tests.screen.texts import TEXTS
from tests.stress import documents_of
from tests.writing import exported

GOLDEN = Path(__file__).parent / "golden" / "stressed.html"
ELEMENTS = frozenset(
    re.findall(
        "[a-z0-9]+",
        "html head meta title style body h1 p a ul li span mark main article header h2 bdi br div"
        " details summary h3 ol b section table thead tbody tfoot tr th td",
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        "[a-z-]+",
        "lang charset http-equiv content name class id href dir aria-label data-id data-place title"
        " scope",
    )
)


class Page(HTMLParser):
    """What a page says, by the parser of the standard library."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.policy = ""
        self.pieces: dict[str, str] = defaultdict(str)
        self.texts: list[str] = []
        self.places: dict[str, str] = {}
        """Where each mark is said to be, by the id of its entry in a list."""
        self.said = ""
        self._open: list[tuple[str, str]] = []
        self.feed(data.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.add(tag)
        self.attributes.update(given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if "data-place" in given:
            self.places[given["id"]] = given["data-place"]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag not in ("meta", "br"):
            is_text = (tag, given.get("class")) == ("div", "text")
            if is_text:
                self.texts.append("")
            self._open.append((tag, "text" if is_text else given.get("data-id", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.said += data
        if any(kind == "a" for kind, _ in self._open):
            return
        if any(what == "text" for _, what in self._open):
            self.texts[-1] += data
        for kind, what in self._open:
            if kind == "mark" and what:
                self.pieces[what] += data


def page_of(*documents: Document) -> Page:
    files, losses = exported("html", documents)
    assert losses == []
    return Page(files[""])


def document(text: str | None, *marks: Annotation, title: str = "Title") -> Document:
    return Document("a", "a.txt", "", title, text, marks)


def marks_on(text: str, *places: tuple[int, int, str], **fields: str) -> list[Annotation]:
    return [
        made_mark(
            number, start=start, length=end - start, text=text[start:end], label=label, **fields
        )
        for number, (start, end, label) in enumerate(places, 1)
    ]


def test_the_stressed_corpus_leaves_as_the_golden_page_byte_for_byte(stressed: Path) -> None:
    files, losses = exported("html", documents_of(stressed, marked_first=True))

    assert files == {"": GOLDEN.read_bytes()}
    assert losses == []


def test_the_golden_page_holds_every_text_and_mark(stressed: Path) -> None:
    page = Page(GOLDEN.read_bytes())
    documents = documents_of(stressed, marked_first=True)

    assert page.texts == [it.text for it in documents]
    assert page.pieces == {mark.id: mark.text for it in documents for mark in it.marks}
    for it in documents:
        assert it.title in page.said
        assert it.doc_path in page.said
        assert all(mark.note in page.said for mark in it.marks)


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    page = Page(GOLDEN.read_bytes())

    assert page.elements <= ELEMENTS
    assert page.attributes <= ATTRIBUTES
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert page.policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert f"<style>{STYLE}</style>" in GOLDEN.read_text(encoding="utf-8")


def test_the_longest_of_overlapping_marks_is_the_outermost() -> None:
    text = "one two three"
    files, _ = exported("html", [document(text, *marks_on(text, (0, 7, "claim"), (4, 13, "date")))])

    found = re.search('lang="">(.*)</div>', files[""].decode())
    assert found is not None
    assert re.sub("<a .*?>", "<a>", found[1].replace(' title="', " title=")).replace('"', "") == (
        "<a>C1</a><mark class=claim inner data-id=00000000-0000-0000-0000-000000000001"
        " title=claim 1 by ana>one </mark>"
        "<a>D2</a><mark class=date up1 data-id=00000000-0000-0000-0000-000000000002"
        " title=date 2 by ana><mark class=claim inner"
        " data-id=00000000-0000-0000-0000-000000000001>two</mark></mark>"
        "<mark class=date inner data-id=00000000-0000-0000-0000-000000000002> three</mark>"
    )


def test_of_marks_in_marks_the_innermost_are_drawn_and_all_have_a_sign_and_a_place() -> None:
    text = "x" * 600
    marks = marks_on(text, *((it, 600 - it, "claim") for it in range(300)), note="a note")

    files, _ = exported("html", [document(text, *marks)])
    page = Page(files[""])

    assert len(files[""]) < 900_000
    assert page.texts == [text]
    assert {f"at-{it.id}" for it in marks} <= set(page.ids)
    assert page.places == {it.id: f"{it.start}-{it.end}" for it in marks}
    assert {it.id: len(page.pieces[it.id]) for it in marks[-8:]} == {
        it.id: len(it.text) for it in marks[-8:]
    }
    assert files[""].count(b" title=") == len(marks)


def test_labels_of_ones_own_get_colours_in_turn_and_are_listed_with_the_counts() -> None:
    text = "one two"
    labels = [*"abcde", "a", "claim"]

    files, _ = exported("html", [document(text, *marks_on(text, *((0, 3, it) for it in labels)))])

    signs = re.findall(r'<a class="tag (\w+)" dir="auto" id=.*?>(\w+)', files[""].decode())
    kinds = [*OTHERS, OTHERS[0], OTHERS[0], "claim"]
    assert signs == [(kind, label) for kind, label in zip(kinds, [*labels[:-1], "C7"], strict=True)]
    heads = files[""].decode().partition("<table>")[2].partition("</thead>")[0]
    assert re.findall(r'<mark class="(\w+) inner"><bdi>(\w+)', heads) == [
        ("claim", "claim"),
        *zip([*OTHERS, OTHERS[0]], "abcde", strict=True),
    ]


def test_only_the_parts_of_a_discontinuous_span_are_marked() -> None:
    text = "Smith, a doctor, said"
    (mark,) = marks_on(text, (0, 21, "quote"), segments="0-5 17-21")

    page = page_of(document(text, mark))

    assert page.pieces == {mark.id: "Smithsaid"}
    assert page.places == {mark.id: "0-5 17-21"}
    assert page.ids.count(f"at-{mark.id}") == 1


def test_marks_without_a_place_are_listed_with_their_text_note_and_name() -> None:
    orphan, elsewhere = marks_on("gone", (0, 4, "claim"), (0, 4, "my <b>"), note="a & b")
    orphan = orphan.model_copy(update={"status": "orphan"})

    page = page_of(document("gone again", orphan), document(None, elsewhere, title="Lost"))

    assert page.pieces == {}
    assert "b" in page.elements
    for said in ("Marks without a place in the text", "This article is gone or can’t be read."):
        assert said in page.said
    assert page.said.count("gone") == 4
    assert page.said.count("a & b") == 2
    assert "my <b>" in page.said


def test_a_mark_and_its_copy_have_names_of_their_own_and_links_lead_to_marks() -> None:
    text = "one two"
    first, second = marks_on(text, (0, 3, "claim"), (4, 7, "claim"))
    first = first.model_copy(update={"links": f"same:{second.id} differs:no heads:{second.id}"})

    page = page_of(document(text, first, second), document(text, first))

    assert len(page.ids) == len(set(page.ids))
    # Twice as a link, and once in the text of an article.
    assert page.links.count(f"#{second.id}") == 3
    assert "heads" not in page.said
    assert page.pieces[first.id] == "oneone"


def test_counts_are_told_for_each_article_and_all() -> None:
    text = "one two"
    marks = marks_on(text, (0, 3, "z"), (4, 7, "claim"), (0, 7, "a"), (0, 3, "a"))
    files, _ = exported("html", [document(text, *marks), document(text, marks[0])])

    table = files[""].decode().partition("<table>")[2]
    rows = [re.sub("<[^>]*>", " ", row).split() for row in table.split("</tr>")[:-1]]
    assert rows == [
        ["Article", "claim", "a", "z", "all"],
        ["Title", "1", "2", "1", "4"],
        ["Title", "–", "–", "1", "1"],
        ["All", "1", "2", "2", "5"],
    ]


def test_no_article_is_a_page_too() -> None:
    assert "Counts" in page_of().said


HOSTILE = (
    "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>&#x3c;b\"'>\x1b]0;x\x07"
)


@pytest.mark.parametrize("field", ["text", "title", "doc_path", "label", "note", "annotator"])
def test_whatever_holds_html_or_controls_is_only_text(field: str) -> None:
    told = HOSTILE.translate({0x1B: "␛", 7: "␇"})
    # Labels and names can't hold controls.
    hostile = told if field in ("label", "annotator") else HOSTILE
    text = hostile if field == "text" else "text"
    mark = made_mark(1, length=len(text), text=text)
    if field in ("label", "note", "annotator"):
        mark = changed_mark(mark, **{field: hostile})
    it = document(text, mark, title=hostile if field == "title" else "Title")
    if field == "doc_path":
        it = it._replace(doc_path=hostile)

    page = page_of(it)

    assert page.elements <= ELEMENTS
    assert page.attributes <= ATTRIBUTES
    assert told in page.said
    assert "\x1b" not in page.said


def test_a_name_that_is_no_unicode_can_be_written() -> None:
    page = page_of(document(None, title="\udcff")._replace(doc_path="a\udcff.txt"))
    assert "a\ufffd.txt" in page.said


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from(["claim", "<x>"]))),
)
@example("\n\n<a>\n&amp;\n", [(0, 3, "claim"), (2, 5, "<x>")])
def test_any_text_and_marks_are_found_again(text: str, places: list[tuple[int, int, str]]) -> None:
    inside = [(a, min(a + n, len(text)), label) for a, n, label in places if a < len(text)]
    marks = marks_on(text, *inside, note="<note>&")

    page = page_of(document(text, *marks))

    shown = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", lambda it: "?", text)
    assert [re.sub("[\u2400-\u2421\ufffd]", "?", it) for it in page.texts] == [
        re.sub("[\u2400-\u2421\ufffd]", "?", shown)
    ]
    assert page.places == {mark.id: f"{mark.start}-{mark.end}" for mark in marks}
    # Of more on one piece of text only the innermost are drawn.
    offsets = {mark.id: safe(mark.text) for mark in marks if len(marks) <= 8}
    pieces = {name: safe(piece) for name, piece in page.pieces.items()}
    assert {name: pieces[name] for name in offsets} == offsets
    assert page.elements <= ELEMENTS
    assert page.said.count("<note>&") == len(marks)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_letters_contrast_with_what_they_stand_on(colours: dict[str, str]) -> None:
    labels = [*LETTERS, *OTHERS]
    pairs = [("text", "page"), ("text", "paper"), ("dim", "page"), ("dim", "paper")]
    pairs += [("text", label) for label in labels]
    pairs += [(f"{label}-ink", "paper") for label in labels]

    for ink, back in pairs:
        assert contrast(colours[ink], colours[back]) >= 4.5, (ink, back)
