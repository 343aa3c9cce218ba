"""Prodigy's files, loaded as Prodigy does: by srsly, and into spaCy by tokens and characters."""

from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.tokens import Doc

from tests.formatting import written
from tests.stress import documents_of


def lines_of(corpus: Path, folder: Path) -> list[dict[str, Any]]:
    path = folder / "prodigy.jsonl"
    path.write_bytes(written("prodigy", documents_of(corpus))[""])
    return list(srsly.read_jsonl(path))


def doc_of(line: dict[str, Any]) -> Doc:
    words = [token["text"] for token in line["tokens"]]
    return Doc(spacy.blank("en").vocab, words, [token["ws"] for token in line["tokens"]])


def test_spacy_puts_the_tokens_together_to_the_text_of_the_article(
    stressed: Path, tmp_path: Path
) -> None:
    texts = [it.text for it in documents_of(stressed)]

    lines = lines_of(stressed, tmp_path)

    assert [line["text"] for line in lines] == texts
    for line in lines:
        doc = doc_of(line)
        assert doc.text == line["text"]
        assert [token.idx for token in doc] == [token["start"] for token in line["tokens"]]


def test_spacy_finds_each_span_by_its_tokens_and_by_its_characters(
    stressed: Path, tmp_path: Path
) -> None:
    found = []
    for line in lines_of(stressed, tmp_path):
        doc = doc_of(line)
        for span in line["spans"]:
            by_characters = doc.char_span(span["start"], span["end"], label=span["label"])
            if "token_start" in span:
                by_tokens = doc[span["token_start"] : span["token_end"] + 1]
                assert by_characters is not None
                assert by_characters.text == by_tokens.text
                assert by_characters.label_ == span["label"]
            else:
                assert by_characters is None
            found.append((span["label"], line["text"][span["start"] : span["end"]]))

    assert found == [(it.label, it.text) for each in documents_of(stressed) for it in each.marks]
