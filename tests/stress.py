"""A corpus for formats: the five seeds and an article of all that breaks offsets, marked."""

from collections.abc import Sequence
from pathlib import Path

from annotations.corpus import find_corpus
from annotations.formats.format import Document
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.making import make_editor

STRESS = "stress/nasty article.txt"
STRESS_TEXT = (
    "A family 👩\u200d👩\u200d👧\u200d👦 under the flags 🇩🇪🇫🇷 of this test 👍🏽\n"
    "Cafe\u0301 and naïve, 12\u00a0000\u00a0€,\tthen a tab\n"
    '<b>not bold</b> & "quoted" \\ back\\slash\n'
    "中国国防部表示“坚决反对”。𠮷野家は東京にある。\n"
    "The same line twice.\n"
    "The same line twice.\n"
    "=SUM(A1:A9)\n"
    "שלום world עולם\n"
    "\n"
    "He said “never,\nnot on Monday\nand not on Jan 5, 2024” to AP 🙂 end"
)
# label, annotator, the phrase, which of its occurrences, note
MARKS: Sequence[tuple[str, str, str, int, str]] = (
    ("claim", "ana", "👩\u200d👩\u200d👧\u200d👦", 0, "one character, seven code points"),
    ("claim", "ana", "A family 👩\u200d👩\u200d👧\u200d👦 under the flags 🇩🇪🇫🇷", 0, ""),
    ("error", "bob", "🇫🇷 of this test 👍🏽", 0, 'overlaps; "says" bob\nin two lines'),
    ("date", "ana", "12\u00a0000\u00a0€", 0, ""),
    ("error", "ana", "Cafe\u0301", 0, "=HYPERLINK(1)"),
    ("quote", "ana", "坚决反对", 0, "引文"),
    ("claim", "ana", "𠮷野家は東京にある", 0, ""),
    ("claim", "ana", "The same line twice.", 0, ""),
    ("claim", "ana", "The same line twice.", 1, "the second of two"),
    ("claim", "bob", "The same line twice.", 1, ""),
    ("error", "ana", "=SUM(A1:A9)", 0, ""),
    ("date seen", "ana", "world", 0, "a label of one's own"),
    ("quote", "ana", "“never,\nnot on Monday\nand not on Jan 5, 2024”", 0, "crosses two lines"),
    ("date", "ana", "Jan 5, 2024", 0, ""),
    ("claim", "ana", "<b>not bold</b> &", 0, "</script>&amp;"),
    ("error", "ana", "onday", 0, "within a word"),
    ("claim", "ana", "🙂 end", 0, "to the very end"),
)
SEED_MARKS = (
    ("000_4639da8ab6d43468.txt", "claim", "ana", "We will never compromise on Taiwan", ""),
    ("000_4639da8ab6d43468.txt", "date", "ana", "Jan 11, 2024\u00a0-\u00a006:19", "date line"),
    ("003_50823aa4b1df31b8.txt", "quote", "bob", "‘One China Policy.’", ""),
)


def make_stress(folder: Path) -> None:
    """Add the nasty article to a copy of the seeds and mark both; the same at every run."""
    path = folder / STRESS
    path.parent.mkdir()
    path.write_bytes(STRESS_TEXT.encode())
    corpus = find_corpus([folder])
    store = FileStore(folder / ".sidemark", in_background=False)
    editors = {name: make_editor(store, name) for name in ("ana", "bob")}

    def mark(
        doc_path: str, label: str, annotator: str, phrase: str, occurrence: int, note: str
    ) -> None:
        article, editor = corpus.load(doc_path), editors[annotator]
        start = -1
        for _ in range(occurrence + 1):
            start = article.text.index(phrase, start + 1)
        made, _ = editor.tag(article, Span(start, start + len(phrase)), label)
        editor.set_note(made, note)

    for label, annotator, phrase, occurrence, note in MARKS:
        mark(STRESS, label, annotator, phrase, occurrence, note)
    for doc_path, label, annotator, phrase, note in SEED_MARKS:
        mark(doc_path, label, annotator, phrase, 0, note)
    store.close()


def documents_of(folder: Path, *, marked_first: bool = False) -> list[Document]:
    """What a writer is given of a corpus."""
    return list(open_workspace([folder], "").documents(marked_first=marked_first))
