"""Whatever a file states: no record is lost, none comes twice, and each stands where it says."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.formats.format import Stated, StatedArticle
from annotations.importing.report import BROUGHT
from tests.importing import Imported, make_corpus

TEXT = "Ein Bär 👩‍🚀 sagt: China, China!\r\nUnd der Bär sagt\rnichts.\n"
ODD = st.sampled_from(["", "\0", "\ud800", "\ufeff", "\r\n", "../x", "a" * 300, " "])
OFFSETS = st.none() | st.integers(-3, 70) | st.sampled_from([2**31, 2**64, -(2**70), True])
SLICES = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda it: TEXT[it[0] : sum(it)])
TEXTS = st.none() | SLICES | ODD | st.text(max_size=5)
NAMES = st.sampled_from(["a.txt", "a", "b.txt", "sub/b", "gone.txt", "", "../a.txt", "bad.txt"])
WHOLE = st.sampled_from([TEXT, TEXT.replace("\r", ""), "Neu. " + TEXT, "\ufeff" + TEXT, "x"])
ANYTHING = ODD | st.none() | st.booleans() | st.integers() | st.lists(st.integers(), max_size=2)
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "note",
            "annotator",
            "prefix",
            "suffix",
            "segments",
            "status",
            "links",
            "source",
            "created",
            "modified",
            "schema",
            "doc_id",
            "offset_unit",
            "odd",
        ]
    ),
    ANYTHING | SLICES | st.sampled_from(["0-2 4-5", "orphan", "fuzzy", "2020-01-01", "T1"]),
    max_size=6,
)
ARTICLES = st.builds(
    StatedArticle,
    st.just("line 1"),
    NAMES,
    st.sampled_from(["", "0" * 64, "no hash", "../x"]),
    st.none() | WHOLE | ODD,
)
RECORDS = st.builds(
    Stated,
    st.just("line 1"),
    ARTICLES,
    st.sampled_from(["claim", "my own", "a\nb", "claim\n", "", "\ud800"]),
    OFFSETS,
    OFFSETS,
    TEXTS,
    st.sampled_from(["codepoint", "utf16", "byte"]),
    FIELDS,
)


@given(st.lists(RECORDS, max_size=8))
@settings(max_examples=40)
def test_no_record_is_lost_and_none_comes_twice(records: list[Stated]) -> None:
    with tempfile.TemporaryDirectory() as top:
        files: dict[str, str | bytes] = {"a.txt": TEXT, "sub/b.txt": "China", "bad.txt": b"\xff"}
        folder = make_corpus(Path(top, "corpus"), files)
        done = Imported(folder, records)

        counts = dict(done.counts)
        counts.pop("remark", 0)
        assert sum(counts.values()) == len(records)
        assert sum(counts.get(kind, 0) for kind in BROUGHT) == len(done.marks)
        assert sum(done.new.values()) == len(done.marks)
        text = TEXT.replace("\r\n", "\n").replace("\r", "\n")
        for mark in done.marks:
            if mark.doc_path == "a.txt" and mark.status != "orphan":
                assert text[mark.start : mark.end] == mark.text
        again = Imported(folder, records)
        assert again.marks == done.marks
        assert again.new == {}
        assert {it.name for it in Path(top).iterdir()} == {"corpus"}
        assert {it.name for it in folder.iterdir()} <= {"a.txt", "sub", "bad.txt", ".sidemark"}
