from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotations.formats.format import Document, Losses, Options
from annotations.formats.md import FORMAT
from annotations.model import Annotation
from annotations.text.visible import typed_line
from tests.stress import documents_of

GOLDEN = Path(__file__).parent / "golden" / "stressed.md"
OURS = {
    *("heading", "paragraph", "blockquote", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("inline", "text", "text_special", "hardbreak"),
}
"""What the report is made of, as markdown-it calls it."""


def written(documents: Sequence[Document]) -> str:
    (file,) = FORMAT.write(documents, Options(), Losses())
    return b"".join(file.pieces).decode()


def parsed(markdown: str) -> list[Token]:
    """All tokens with those within them."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [it for token in parser.parse(markdown) for it in (token, *(token.children or ()))]


def kinds(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(it.type.removesuffix("_open") for it in tokens if not it.type.endswith("_close"))


def strong(tokens: Sequence[Token]) -> list[str]:
    """What is set off, line by line, without what isolates a direction."""
    found: list[str] = []
    is_strong = False
    for it in tokens:
        if it.type == "strong_open":
            found.append("")
        is_strong = (is_strong or it.type == "strong_open") and it.type != "strong_close"
        if is_strong and it.type in ("text", "text_special"):
            found[-1] += it.content
    return [it.strip("\u2068\u2069") for it in found]


def mark(**fields: Any) -> Annotation:
    text = fields.get("text", "text")
    return Annotation(
        **{
            "id": "00000000-0000-0000-0000-000000000001", "doc_id": "a", "doc_path": "a.txt",
            "doc_sha256": "0" * 64, "start": 3, "end": 3 + len(text), "text": text,
            "prefix": "", "suffix": "", "label": "claim", "annotator": "ana",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", **fields,
        }
    )  # fmt: skip


def document(*marks: Annotation, title: str = "A", text: str | None = "text") -> Document:
    return Document("a", "a.txt", "0" * 64, title, text, marks)


def test_the_report_on_the_nasty_article_is_the_golden_file_byte_for_byte(stressed: Path) -> None:
    assert written(documents_of(stressed)).encode() == GOLDEN.read_bytes()


def test_every_mark_is_a_quotation_with_its_text_set_off(stressed: Path) -> None:
    documents = documents_of(stressed)
    tokens = parsed(written(documents))

    marks = [it for document in documents for it in document.marks]
    assert kinds(tokens)["blockquote"] == len(marks)
    assert kinds(tokens).keys() <= OURS
    expected = [typed_line(line) for it in marks for line in it.text.splitlines()]
    assert sorted(strong(tokens)) == sorted(expected)


def test_counts_stand_at_the_top_and_annotators_only_where_there_are_several() -> None:
    one = [document(mark(), mark(label="date")), document(text="")]
    several = [document(mark(), mark(annotator="bob", label="a|b"))]

    assert written(one).startswith(
        "# Marks\n\n2 marks in 1 of 2 articles.\n\n"
        "| label | marks |\n| :-- | --: |\n| claim | 1 |\n| date | 1 |\n\n## A\n"
    )
    assert "| annotator |" not in written(one)
    assert "> **text**\n" in written(one)
    assert "| a\\|b | 1 |\n\n| annotator | marks |\n" in written(several)
    assert "> — bob\n" in written(several)
    assert written([document()]) == "# Marks\n\n0 marks in 0 of 1 article.\n"


def test_labels_come_in_their_usual_order_and_marks_in_theirs() -> None:
    report = written(
        [document(*(mark(label=it, text=it) for it in ("zebra", "error", "claim", "apple")))]
    )

    headings = [line for line in report.splitlines() if line.startswith("### ")]
    assert headings == ["### claim (1)", "### error (1)", "### apple (1)", "### zebra (1)"]


def test_a_status_that_is_not_ok_and_an_article_that_is_gone_are_told() -> None:
    report = written([document(mark(status="orphan", note="check"), text=None)])

    assert "> Note: check — orphan\n" in report
    assert "the article is gone or can't be read" in report


def test_context_begins_and_ends_with_whole_words_and_says_that_there_is_more() -> None:
    before, after = "ginning of a word, then all the ", " and more of it, and then the en"
    inner = mark(start=100, end=104, prefix=before, suffix=after)
    edge = mark(start=4, end=8, prefix="The ", suffix=" end")

    assert (
        "> …of a word, then all the\\\n> **text**\\\n> and more of it, and then the…\n"
        in written([document(inner, text="x" * 500)])
    )
    assert "> The\\\n> **text**\\\n> end\n" in written([document(edge)])


NASTY = st.text(
    st.one_of(
        st.sampled_from(
            "\\`*_{}[]()<>&#+-.!|~$^@:=/ \t\n\r1aא国”“。\u2028\u202e\x1b\x00👧\u200d\u0301"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)
WORDS = st.sampled_from(
    ["<script>alert(1)</script>", "![x](http://x)", "[a]: http://x", "```", "    code", "1. one",
     "- list", "***", "---", "===", "<!-- x", "&amp;", "&#60;", "~~x~~", "| a | b |",
     "http://x.org", "# x", "> x", "<http://x>", "\\", "**", "a\\", "[^1]", "www.x.org", "_x_",
     "国**“x”**国"]
)  # fmt: skip


@given(text=(NASTY | WORDS).filter(bool), note=NASTY | WORDS, title=NASTY | WORDS,
       prefix=NASTY | WORDS, label=NASTY | WORDS)  # fmt: skip
def test_nothing_of_an_article_or_a_note_becomes_markdown(
    text: str, note: str, title: str, prefix: str, label: str
) -> None:
    name = "".join(it for it in label if it.isprintable()) or "label"
    one = mark(text=text, note=note, prefix=prefix[:32], suffix=note[:32], label=name)

    report = written([document(one, title=title)])

    tokens = parsed(report)
    assert kinds(tokens).keys() <= OURS
    assert (kinds(tokens)["heading"], kinds(tokens)["blockquote"]) == (3, 1)
    lines = [line for line in map(typed_line, text.splitlines()) if line]
    assert strong(tokens) == (lines or ["blanks only"])
    assert not [it for it in report if category(it) == "Cc" and it != "\n"]
