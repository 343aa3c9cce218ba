"""lxml finds every text and span on the page, with its label and exact text."""

from collections import defaultdict
from pathlib import Path

from lxml import html

from tests.formatting import make_document
from tests.stress import documents_of
from tests.writing import exported


def texts_of(page: html.HtmlElement) -> list[html.HtmlElement]:
    """The texts of a page without the signs of marks."""
    articles: list[html.HtmlElement] = page.findall(".//div[@class='text']")
    for article in articles:
        for tag in article.findall(".//a"):
            tag.drop_tree()
    return articles


def test_lxml_finds_every_text_and_every_span(stressed: Path) -> None:
    documents = documents_of(stressed, marked_first=True)
    files, _ = exported("html", documents)

    page = html.document_fromstring(files[""])

    assert [it.text_content() for it in page.findall(".//article//h2")] == [
        it.title for it in documents
    ]
    texts: dict[str, str] = defaultdict(str)
    for piece in page.findall(".//mark[@data-id]"):
        texts[piece.get("data-id")] += piece.text_content()
    marks = {mark.id: mark for document in documents for mark in document.marks}
    assert texts == {name: mark.text for name, mark in marks.items()}
    articles = texts_of(page)
    entries = page.findall(".//li[@data-place]")
    assert {it.get("id"): it.find(".//b").text_content() for it in entries} == {
        name: mark.label for name, mark in marks.items()
    }
    assert [it.text_content() for it in articles] == [it.text for it in documents]
    assert not page.xpath("//script | //link | //img | //iframe | //@style | //@src | //@onclick")


def test_lxml_finds_spans_that_are_too_deep_to_be_drawn_by_their_places_in_the_list() -> None:
    text = "a 🙂 <b> & c" * 20
    places = [(it, len(text) - it, f"label {it % 7}", "ana", "") for it in range(100)]
    document = make_document("a.txt", text, places)
    files, _ = exported("html", [document])

    page = html.document_fromstring(files[""])

    (found,) = texts_of(page)
    spans = {}
    for entry in page.findall(".//li[@data-place]"):
        start, end = map(int, entry.get("data-place").split("-"))
        label = entry.find(".//b").text_content()
        spans[entry.get("id")] = label, found.text_content()[start:end]
    assert spans == {mark.id: (mark.label, mark.text) for mark in document.marks}
