"""Web Annotations, as a JSON-LD processor understands them with the Recommendation's context."""

import json
from pathlib import Path
from typing import Any

from pyld import jsonld

from annotations.formats.w3c import CONTEXT
from tests.formatting import make_document, written
from tests.stress import documents_of

PINNED = json.loads((Path(__file__).parent / "anno.jsonld").read_bytes())
OA, XSD = "http://www.w3.org/ns/oa#", "http://www.w3.org/2001/XMLSchema#"
BASE = "https://example.org/corpus/"


def load(url: str, _options: object) -> dict[str, Any]:
    assert url == CONTEXT, "nothing but the published context is asked for"
    return {"contextUrl": None, "documentUrl": url, "document": PINNED}


OPTIONS = {"documentLoader": load, "base": BASE}


def lines_of(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def test_nothing_is_dropped_when_a_line_is_expanded_and_made_compact_again(stressed: Path) -> None:
    lines = lines_of(written("w3c", documents_of(stressed))[""])

    assert len(lines) == 20
    for line in lines:
        expanded = jsonld.expand(line, OPTIONS)
        assert jsonld.compact(expanded, CONTEXT, OPTIONS) == line


def test_what_the_model_has_no_term_for_is_kept_too() -> None:
    document = make_document("a: b/ü.txt", "Rome fell", [(0, 4, "claim", "ana", "why?")])
    own = {"status": "moved", "segments": "0-1 2-4", "links": "same:x", "source": "a rule"}
    (mark,) = document.marks
    orphan = mark.model_copy(update={"status": "orphan"})
    changed = document._replace(marks=[mark.model_copy(update=own), orphan])

    for line in lines_of(written("w3c", [changed])[""]):
        assert jsonld.compact(jsonld.expand(line, OPTIONS), CONTEXT, OPTIONS) == line


def test_the_terms_mean_what_the_vocabulary_says(stressed: Path) -> None:
    line = lines_of(written("w3c", documents_of(stressed))[""])[-1]

    (found,) = jsonld.expand(line, OPTIONS)

    assert found["@type"] == [f"{OA}Annotation"]
    assert found["@id"].startswith("urn:uuid:")
    (target,) = found[f"{OA}hasTarget"]
    assert target[f"{OA}hasSource"] == [{"@id": f"{BASE}stress/nasty%20article.txt"}]
    position, by_quote = target[f"{OA}hasSelector"]
    assert position["@type"] == [f"{OA}TextPositionSelector"]
    assert position[f"{OA}start"][0]["@type"] == f"{XSD}nonNegativeInteger"
    assert by_quote[f"{OA}exact"] == [{"@value": "🙂 end"}]
    purposes = [it[f"{OA}hasPurpose"] for it in found[f"{OA}hasBody"]]
    assert purposes == [[{"@id": f"{OA}tagging"}], [{"@id": f"{OA}commenting"}]]


def test_every_statement_is_valid_rdf(stressed: Path) -> None:
    data = written("w3c", documents_of(stressed))[""]

    for line in lines_of(data):
        statements = jsonld.to_rdf(line, OPTIONS)["@default"]
        subjects = {it["subject"]["value"] for it in statements}
        assert line["id"] in subjects
        objects = {it["object"]["value"] for it in statements}
        assert {BASE + line["target"]["source"], line["urn:x-sidemark:doc_sha256"]} <= objects


def test_a_key_that_is_no_term_would_be_seen_to_be_dropped(stressed: Path) -> None:
    line = lines_of(written("w3c", documents_of(stressed))[""])[0] | {"status": "ok"}

    again = jsonld.compact(jsonld.expand(line, OPTIONS), CONTEXT, OPTIONS)

    assert line.keys() - again.keys() == {"status"}
