"""The thread that answers what is asked about the open articles: the newest question wins."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event

import pytest

from annotations.compare import companion as module
from annotations.compare.aliases import Aliases, aliases_with
from annotations.compare.article_index import index_article
from annotations.compare.companion import Answer, Companion
from annotations.compare.comparison import Comparison
from annotations.compare.coverage import Covered, coverage
from annotations.question import Question
from annotations.text.span import Span

FIRE = "A fire in a warehouse killed three workers in Leeds on Sunday."
STRIKE = "Drivers of the city's buses will strike for two days over pay."
WEDDING = "The prince married a baker's daughter in a village church."
HERE = f"{FIRE}\n{STRIKE}\n{WEDDING}"
THERE = (
    "Three labourers died when a warehouse in Leeds caught fire.\nIt rained hard all night long."
)
BUSES = "Bus drivers announced a two-day strike over pay.\nThe mayor called it a great shame."
TEXTS = {"here": HERE, "there": THERE, "buses": BUSES}
PATIENCE = 30.0
"""Seconds until something that never comes is given up."""


class Listener:
    """Asks, and hears what comes of it."""

    def __init__(self, aliases: Callable[[], Aliases] | None = None) -> None:
        self.failures: Queue[Exception] = Queue()
        self.answers: Queue[Answer] = Queue()
        self.companion = (
            Companion(self.failures.put, aliases) if aliases else Companion(self.failures.put)
        )

    def ask(self, passage: str, doc_path: str = "here", text: str = HERE) -> Question:
        start = text.index(passage)
        question = Question(doc_path, Span(start, start + len(passage)), passage)
        self.companion.ask(question, self.answers.put)
        return question

    def hear(self) -> Answer:
        """The next complete answer."""
        while not (answer := self.answers.get(timeout=PATIENCE)).is_complete:
            pass
        return answer

    def passages(self, answer: Answer, texts: dict[str, str]) -> dict[str, str]:
        """The best counterpart in each article, where it has one that is no faint one."""
        return {
            doc_path: texts[doc_path][slice(*found[0].span)]
            for doc_path, found in answer.counterparts.items()
            if found and found[0].strength != "faint"
        }


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.companion.close()
    assert made.failures.empty()


def test_a_question_is_answered_as_a_comparison_answers_it(listener: Listener) -> None:
    listener.companion.open(TEXTS)
    question = listener.ask(FIRE)
    answer = listener.hear()
    comparison = Comparison({it: index_article(text) for it, text in TEXTS.items()})
    assert answer.question is question
    assert answer.counterparts == comparison.counterparts("here", FIRE)
    assert listener.passages(answer, TEXTS) == {"there": THERE.splitlines()[0]}
    assert answer.says_enough
    listener.ask(STRIKE)
    assert listener.passages(listener.hear(), TEXTS) == {"buses": BUSES.splitlines()[0]}


def test_no_thread_is_begun_until_something_is_asked(listener: Listener) -> None:
    before = threading.active_count()
    listener.companion.open(TEXTS)
    assert threading.active_count() == before
    listener.ask(FIRE)
    assert threading.active_count() == before + 1


def test_what_says_too_little_is_told_apart_from_what_nobody_says(listener: Listener) -> None:
    listener.companion.open({**TEXTS, "short": "Oh no."})
    listener.ask("Oh no.", "short", "Oh no.")
    answer = listener.hear()
    assert not answer.says_enough
    assert set(answer.counterparts.values()) == {()}
    listener.ask(WEDDING)
    answer = listener.hear()
    assert answer.says_enough
    assert listener.passages(answer, TEXTS) == {}


def test_of_questions_that_come_while_it_is_busy_only_the_newest_is_answered(
    listener: Listener,
) -> None:
    listener.companion.open(TEXTS)
    listener.ask(FIRE)
    listener.hear()
    is_busy, may_go_on = Event(), Event()

    def keep_busy(_answer: Answer) -> None:
        is_busy.set()
        may_go_on.wait(PATIENCE)

    listener.companion.ask(Question("here", Span(0, len(FIRE)), FIRE), keep_busy)
    assert is_busy.wait(PATIENCE)
    listener.ask(STRIKE)
    listener.ask(FIRE)
    newest = listener.ask(WEDDING)
    may_go_on.set()
    assert listener.hear().question is newest
    # A question of its own behind it would have come after an answer to one of the others.
    last = listener.ask(FIRE)
    assert listener.hear().question is last
    assert listener.answers.empty()


def test_what_is_opened_later_is_told_of_too(listener: Listener) -> None:
    listener.companion.open({"here": HERE, "there": THERE})
    question = listener.ask(STRIKE)
    assert listener.passages(listener.hear(), TEXTS) == {}
    listener.companion.open(TEXTS)
    answer = listener.hear()
    assert answer.question is question
    assert listener.passages(answer, TEXTS) == {"buses": BUSES.splitlines()[0]}


def test_what_is_closed_is_forgotten_and_another_text_is_read(listener: Listener) -> None:
    listener.companion.open(TEXTS)
    listener.ask(FIRE)
    assert "there" in listener.hear().counterparts
    listener.companion.open({"here": HERE, "buses": BUSES})
    assert set(listener.hear().counterparts) == {"buses"}
    changed = f"It is said that {THERE}"
    listener.companion.open({"here": HERE, "buses": changed})
    assert listener.passages(listener.hear(), {"buses": changed}) == {
        "buses": changed.splitlines()[0]
    }


def test_the_same_articles_again_cost_nothing(listener: Listener) -> None:
    listener.companion.open(TEXTS)
    listener.ask(FIRE)
    listener.hear()
    listener.companion.open(dict(TEXTS))
    listener.ask(STRIKE)
    assert listener.hear().question.passage == STRIKE
    assert listener.answers.empty(), "the question before was not answered once more"


def test_answers_are_kept_until_other_articles_are_open(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = Comparison.counterparts

    def counted(self: Comparison, doc_path: str, passage: str) -> object:
        asked.append(passage)
        return find(self, doc_path, passage)

    monkeypatch.setattr(Comparison, "counterparts", counted)
    listener.companion.open(TEXTS)
    listener.ask(FIRE)
    first = listener.hear()
    asked.clear()
    listener.ask(STRIKE)
    listener.hear()
    listener.ask(FIRE)
    assert listener.hear().counterparts is first.counterparts
    assert asked == [STRIKE]


def test_many_articles_are_answered_from_bit_by_bit(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An answer that a thread waits for gives the test its pace.
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    heard: Queue[Answer] = Queue(maxsize=1)
    listener.companion.open(TEXTS)
    listener.companion.ask(Question("here", Span(0, len(FIRE)), FIRE), heard.put)
    answers = [heard.get(timeout=PATIENCE) for _ in range(3)]
    assert [set(it.counterparts) for it in answers] == [set(), {"there"}, {"there", "buses"}]
    assert [it.is_complete for it in answers] == [False, False, True]


def test_what_others_say_too_is_told_once_and_questions_come_first(listener: Listener) -> None:
    covered: Queue[tuple[Covered, ...]] = Queue()
    listener.companion.open(TEXTS)
    listener.companion.cover("here", covered.put)
    comparison = Comparison({it: index_article(text) for it, text in TEXTS.items()})
    assert covered.get(timeout=PATIENCE) == coverage(comparison, "here", HERE)
    listener.companion.cover("gone", covered.put)
    listener.companion.cover("here", covered.put)
    assert len(covered.get(timeout=PATIENCE)) == 3
    with pytest.raises(Empty):
        covered.get_nowait()


def test_a_failure_is_told_and_the_next_question_answered(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RecursionError("too deep")

    with monkeypatch.context() as broken:
        broken.setattr(module, "index_article", fail)
        listener.companion.open({"here": HERE})
        listener.ask(FIRE)
        assert str(listener.failures.get(timeout=PATIENCE)) == "too deep"
        assert listener.hear().counterparts == {}
    listener.companion.open(TEXTS)
    assert listener.passages(listener.hear(), TEXTS) == {"there": THERE.splitlines()[0]}
    with monkeypatch.context() as broken:
        broken.setattr(module, "covered_sentences", fail)
        listener.companion.cover("there", lambda _covered: None)
        assert str(listener.failures.get(timeout=PATIENCE)) == "too deep"
    listener.companion.ask(Question("here", Span(0, 1), STRIKE), fail)
    assert str(listener.failures.get(timeout=PATIENCE)) == "too deep"
    listener.ask(WEDDING)
    assert listener.hear().question.passage == WEDDING


def test_aliases_that_cannot_be_read_are_told_of_and_the_usual_ones_taken(tmp_path: Path) -> None:
    listener = Listener(lambda: aliases_with(tmp_path / "aliases.txt"))
    texts = {"here": "Washington condemned the attack on the ship.", "there": "Attack: U.S. angry."}
    listener.companion.open(texts)
    listener.ask(texts["here"], text=texts["here"])
    assert "aliases.txt can't be read" in str(listener.failures.get(timeout=PATIENCE))
    assert listener.passages(listener.hear(), texts) == {"there": "Attack: U.S. angry."}
    listener.companion.close()


def test_of_aliases_that_are_told_of_the_usable_ones_are_taken(tmp_path: Path) -> None:
    own = tmp_path / "aliases.txt"
    own.write_text(f"Zembla, Kinbote, {'the ' * 11}\n", "utf-8")
    listener = Listener(lambda: aliases_with(own))
    texts = {"here": "Zembla condemned the attack on the ship.", "there": "Attack: Kinbote angry."}
    listener.companion.open(texts)
    listener.ask(texts["here"], text=texts["here"])
    assert "more than 10 words" in str(listener.failures.get(timeout=PATIENCE))
    assert listener.passages(listener.hear(), texts) == {"there": "Attack: Kinbote angry."}
    listener.companion.close()


def test_closing_while_it_is_busy_ends_it_and_nothing_is_told_any_more() -> None:
    listener = Listener()
    listener.companion.open(TEXTS)
    is_busy, may_go_on = Event(), Event()

    def keep_busy(_answer: Answer) -> None:
        is_busy.set()
        may_go_on.wait(PATIENCE)

    listener.companion.ask(Question("here", Span(0, len(FIRE)), FIRE), keep_busy)
    assert is_busy.wait(PATIENCE)
    listener.ask(STRIKE)
    may_go_on.set()
    listener.companion.close()
    assert "compare" not in {it.name for it in threading.enumerate()}
    assert listener.answers.empty()
    listener.ask(WEDDING)
    listener.companion.close()
    assert listener.answers.empty()
    assert "compare" not in {it.name for it in threading.enumerate()}


def test_closing_does_not_wait_for_what_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GOODBYE", 0.01)
    listener, may_go_on, is_busy = Listener(), Event(), Event()
    listener.companion.open(TEXTS)

    def keep_busy(_answer: Answer) -> None:
        is_busy.set()
        may_go_on.wait(PATIENCE)

    listener.companion.ask(Question("here", Span(0, len(FIRE)), FIRE), keep_busy)
    assert is_busy.wait(PATIENCE)
    listener.companion.close()
    may_go_on.set()
