"""A search through a corpus: which article or mark comes next, and how many hits there are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from annotations.corpus import Corpus, find_corpus
from annotations.corpus_search import (
    TOO_SLOW,
    ArticleSearched,
    BlockSearched,
    Failed,
    MarksSearched,
    News,
    Scope,
    Search,
    explore_articles,
    explore_marks,
)
from annotations.errors import StillSearchingError, StoreError
from annotations.model import Annotation
from annotations.search import Hits, Options, compile_query
from annotations.text.span import Span
from tests.marks import changed_mark, made_mark

TEXTS = {"a.txt": "one two", "b.txt": "none", "c.txt": "two two two", "d.txt": "two"}
EXPLODING = compile_query("(a+)+$", Options(expression=True))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    return find_corpus([tmp_path])


def searched(corpus: Corpus, typed: str = "two", scope: Scope = "all") -> Search:
    return Search(compile_query(typed), scope, corpus.doc_paths)


def told(explorer: Iterator[News | None]) -> list[News]:
    return [news for news in explorer if news is not None]


def explored(search: Search, corpus: Corpus, here: str) -> None:
    for news in told(explore_articles(search.query, {}, search.others(here), corpus)):
        search.take(news)


def test_articles_with_hits_come_one_after_the_other_around_the_list(corpus: Corpus) -> None:
    search = searched(corpus)
    assert search.others("c.txt") == ["c.txt", "d.txt", "a.txt", "b.txt"]

    explored(search, corpus, "c.txt")

    assert search.totals() == (5, 3)
    assert search.next_article("a.txt", 1) == "c.txt", "past the one without any"
    assert search.next_article("c.txt", -1) == "a.txt"
    assert search.next_article("d.txt", 1) == "a.txt"


def test_where_no_other_article_has_a_hit_there_is_no_next_one(corpus: Corpus) -> None:
    search = searched(corpus, "none")
    explored(search, corpus, "b.txt")

    assert search.next_article("b.txt", 1) is None


def test_an_article_that_is_not_searched_yet_is_not_passed_over(corpus: Corpus) -> None:
    search = searched(corpus)
    search.take(ArticleSearched("b.txt", 0, ""))
    with pytest.raises(StillSearchingError):
        search.next_article("a.txt", 1)
    search.take(ArticleSearched("c.txt", 3, ""))
    assert search.next_article("a.txt", 1) == "c.txt"


def test_an_open_article_counts_once_and_goes_on_counting_when_it_is_closed(
    corpus: Corpus,
) -> None:
    search = searched(corpus)
    hits = search.hits("c.txt", TEXTS["c.txt"])
    hits.count_on(0, 30)
    assert "c.txt" not in search.others("a.txt")
    assert search.totals() == (3, 1)
    explored(search, corpus, "a.txt")
    assert search.totals() == (5, 3)

    search.forget_closed({"c.txt": None})
    assert search.knows("c.txt", TEXTS["c.txt"])
    search.forget_closed({})

    assert search.totals() == (5, 3)
    assert not search.knows("c.txt", TEXTS["c.txt"])
    assert search.next_article("a.txt", 1) == "c.txt"


def test_an_article_that_cannot_be_read_is_passed_over_and_told(corpus: Corpus) -> None:
    corpus.path("c.txt").write_bytes(b"\xff\xfe\x00")
    corpus.path("d.txt").unlink()
    search = searched(corpus)

    explored(search, corpus, "a.txt")

    assert search.unread == ["c.txt", "d.txt"]
    assert search.totals() == (1, 1)
    assert search.next_article("a.txt", 1) is None


def test_a_long_open_article_is_counted_from_the_reader_on(corpus: Corpus) -> None:
    text = "two lines\n" * 2000
    search = searched(corpus)
    opened = {"a.txt": (text, 15_000)}

    news = list(explore_articles(search.query, opened, (), corpus))

    blocks = [piece for piece in news if isinstance(piece, BlockSearched)]
    assert blocks[0].number == Hits(text, search.query)._block_at(15_000) > 0
    search.hits("a.txt", text)
    for piece in blocks:
        search.take(piece)
    assert search.totals() == (2000, 1)
    another = searched(corpus)
    another.hits("a.txt", "another text")
    another.take(blocks[0])
    assert another.totals() == (0, 0), "what was found in a text that is gone"


def test_an_exploding_expression_is_given_up(corpus: Corpus) -> None:
    text = "a" * 4000 + "!"
    corpus.path("b.txt").write_text(text)

    for opened, others in (({"a.txt": (text, 0)}, ()), ({}, ["b.txt", "c.txt"])):
        assert told(explore_articles(EXPLODING, opened, others, corpus)) == [Failed(TOO_SLOW)]

    mark = changed_mark(made_mark(1, length=len(text), annotator="bob"), text=text)
    assert told(explore_marks(EXPLODING, lambda: [mark])) == [Failed(TOO_SLOW)]
    search = searched(corpus)
    search.take(Failed(TOO_SLOW))
    assert search.problem == TOO_SLOW


MARKS = [
    changed_mark(made_mark(1, "d.txt", start=5), note="check with AP"),
    made_mark(2, "a.txt", start=7, length=2, label="quote", annotator="apollo"),
    changed_mark(made_mark(3, "c.txt", start=2, length=9, label="odd"), text="AP report"),
    made_mark(4, "a.txt", start=2, length=7, label="apart"),
    changed_mark(made_mark(5, "a.txt", start=9), note="nothing of it"),
    changed_mark(made_mark(6, "c.txt", start=1, label="ap"), status="orphan"),
]


def found_marks(corpus: Corpus, typed: str) -> Search:
    search = searched(corpus, typed, "marks")
    for news in told(explore_marks(search.query, lambda: MARKS)):
        search.take(news)
    return search


@pytest.mark.parametrize(
    ("typed", "starts"),
    [("ap", [2, 7, 1, 2, 5]), ("AP", [2, 5]), ("apollo", [7]), ("odd", [2]), ("missing", [])],
)
def test_marks_are_found_by_label_note_annotator_and_text(
    corpus: Corpus, typed: str, starts: list[int]
) -> None:
    assert [mark.start for mark in found_marks(corpus, typed).marks] == starts


def test_marks_come_in_the_order_of_the_articles_around_the_end(corpus: Corpus) -> None:
    search = found_marks(corpus, "ap")
    first = search.marks[0].identity

    assert search.next_mark("a.txt", 0, None, 1) == 0
    assert search.next_mark("a.txt", 2, None, 1) == 0, "one at the caret is gone to"
    assert search.next_mark("a.txt", 2, first, 1) == 1, "and left from there"
    assert search.next_mark("a.txt", 2, first, -1) == 4
    assert search.next_mark("b.txt", 0, None, 1) == 2
    assert search.next_mark("b.txt", 0, None, -1) == 1
    assert search.next_mark("d.txt", 9, None, 1) == 0
    assert search.next_mark("a.txt", 7, None, 0) == 1
    assert found_marks(corpus, "missing").next_mark("a.txt", 0, None, 1) is None


def test_marks_that_were_copied_for_another_annotator_come_one_after_the_other(
    corpus: Corpus,
) -> None:
    own = [made_mark(1, "a.txt"), made_mark(2, "c.txt", start=1), made_mark(3, "gone.txt")]
    copies = [changed_mark(mark, annotator="bob") for mark in own]
    search = searched(corpus, "claim", "marks")
    search.take(MarksSearched([*own, *copies]))

    current, gone_to = None, []
    for _ in range(7):
        number = search.next_mark("a.txt", 0, current, 1)
        assert number is not None
        current = search.marks[number].identity
        gone_to.append((current[0], current[1]))

    around = [(path, who) for path in ("a.txt", "c.txt", "gone.txt") for who in ("ana", "bob")]
    assert gone_to == [*around, around[0]]


def test_the_spans_of_marks_are_shown_where_they_have_a_place(corpus: Corpus) -> None:
    search = found_marks(corpus, "ap")

    assert search.spans("a.txt").within(0, 20) == [Span(2, 9), Span(7, 9)]
    assert search.spans("a.txt").within(0, 5) == [Span(2, 9)]
    assert search.spans("c.txt").within(0, 20) == [Span(2, 11)], "an orphan has none"
    assert search.spans("b.txt").within(0, 20) == []


def test_marks_that_cannot_be_read_are_told(corpus: Corpus) -> None:
    def load() -> Sequence[Annotation]:
        raise StoreError("the folder of marks can't be read")

    assert told(explore_marks(compile_query("ap"), load)) == [
        Failed("the folder of marks can't be read")
    ]
    assert told(explore_marks(compile_query("ap"), list)) == [MarksSearched([])]
