"""lxml finds every text and span on the page, with its label and exact text."""

from collections import defaultdict
from pathlib import Path

from lxml import html

from tests.stress import documents_of
from tests.writing import exported


def test_lxml_finds_every_text_and_every_span(stressed: Path) -> None:
    documents = documents_of(stressed, marked_first=True)
    files, _ = exported("html", documents)

    page = html.document_fromstring(files[""])

    assert [it.text_content() for it in page.findall(".//article//h2")] == [
        it.title for it in documents
    ]
    texts: dict[str, str] = defaultdict(str)
    labels: dict[str, str] = {}
    for piece in page.findall(".//mark[@data-id]"):
        texts[piece.get("data-id")] += piece.text_content()
        labels[piece.get("data-id")] = piece.get("title").split(" by ")[0].rpartition(" ")[0]
    marks = {mark.id: mark for document in documents for mark in document.marks}
    assert texts == {name: mark.text for name, mark in marks.items()}
    assert labels == {name: mark.label for name, mark in marks.items()}
    articles = page.findall(".//div[@class='text']")
    for article in articles:
        for tag in article.findall(".//a"):
            tag.drop_tree()
    assert [it.text_content() for it in articles] == [it.text for it in documents]
    assert not page.xpath("//script | //link | //img | //iframe | //@style | //@src | //@onclick")
