"""spaCy loads the DocBin in a process of its own and finds every text and span."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.tokens import DocBin

from annotations.formats.format import Document
from tests.marks import made_mark
from tests.stress import documents_of
from tests.writing import exported

LOAD = """
import json, sys
import spacy
from spacy.tokens import DocBin

vocab = spacy.blank("xx").vocab
docs = DocBin().from_disk(sys.argv[1]).get_docs(vocab)
json.dump(
    [
        {
            "text": doc.text,
            "spans": [
                [span.id_, span.label_, span.start_char, span.end_char] for span in doc.spans["sc"]
            ],
            **doc.user_data,
        }
        for doc in docs
    ],
    sys.stdout,
)
"""


def loaded(documents: Sequence[Document], tmp_path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    files, losses = exported("spacy", documents)
    path = tmp_path / "marks.spacy"
    path.write_bytes(files[""])
    run = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)], capture_output=True, check=True, timeout=300
    )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found, losses


def test_spacy_finds_every_text_and_span_with_its_record(stressed: Path, tmp_path: Path) -> None:
    documents = documents_of(stressed)

    docs, losses = loaded(documents, tmp_path)

    assert [doc["text"] for doc in docs] == [it.text for it in documents]
    assert [doc["doc_path"] for doc in docs] == [it.doc_path for it in documents]
    misaligned = 0
    for doc, document in zip(docs, documents, strict=True):
        records = [
            {key: value for key, value in mark.to_record().items() if key[:3] not in ("doc", "sch")}
            for mark in document.marks
        ]
        assert doc["annotations"] == records
        for span, mark in zip(doc["spans"], document.marks, strict=True):
            assert span[:2] == [mark.id, mark.label]
            assert span[2] <= mark.start < mark.end <= span[3]
            misaligned += (span[2], span[3]) != mark.span
    assert misaligned == 1, "all but the mark within a word stand on whole tokens"
    assert losses == [
        "1 mark widened to whole tokens in spans['sc']; the exact offsets are in user_data"
    ]


def test_blanks_nothing_and_the_ends_of_a_text_are_spans_too(tmp_path: Path) -> None:
    text = "one two  three"
    marks = [
        made_mark(number, start=start, length=end - start, text=text[start:end])
        for number, (start, end) in enumerate([(0, 14), (3, 4), (2, 4), (4, 8), (7, 9), (9, 14)])
    ]
    documents = [
        Document("a", "a.txt", "", "a", text, marks),
        Document("b", "b.txt", "", "b", "", ()),
        Document("c", "c.txt", "", "c", None, marks[:1]),
    ]

    docs, losses = loaded(documents, tmp_path)

    assert [doc["text"] for doc in docs] == [text, ""]
    assert [span[2:] for span in docs[0]["spans"]] == [
        *([0, 14], [0, 3], [0, 3], [4, 7], [4, 9], [9, 14]),
    ]
    assert losses == [
        "4 marks widened to whole tokens in spans['sc']; the exact offsets are in user_data",
        "1 article left out: gone or unreadable",
        "1 mark left out: the article is gone or can't be read",
    ]


def test_spans_in_parts_are_whole_and_their_number_is_told(tmp_path: Path) -> None:
    text = "Smith, a doctor, said"
    mark = made_mark(1, length=len(text), text=text, segments="0-5 17-21")

    (doc,), losses = loaded([Document("a", "a.txt", "", "a", text, [mark])], tmp_path)

    assert doc["spans"][0][2:] == [0, 21]
    assert doc["annotations"][0]["segments"] == "0-5 17-21"
    assert losses == ["1 mark written whole in spans['sc']; their parts are in user_data"]


def test_nothing_is_a_docbin_of_nothing() -> None:
    files, losses = exported("spacy", [])

    assert len(DocBin().from_bytes(files[""])) == 0
    assert losses == []
