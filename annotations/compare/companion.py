"""A thread that keeps the open articles indexed, and answers what is asked about them.

Only the newest question counts: one that was asked before, and not answered yet, never will be.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from threading import Condition, Lock, Thread
from time import monotonic, sleep
from typing import NamedTuple

from annotations.compare.aliases import AliasError, Aliases, default_aliases
from annotations.compare.article_index import ArticleIndex, compared_terms, index_article
from annotations.compare.comparison import Comparison, Counterpart
from annotations.compare.coverage import Covered, covered_sentences
from annotations.question import Question

_PATIENCE = 0.1
"""Seconds that a question waits for more articles to be indexed before it is answered again."""
_MOST_KEPT = 512
"""How many answers are kept, until other articles are open."""
_REST = 0.01
"""Seconds between two sentences that are looked at for the shading."""
_GOODBYE = 2.0
"""Seconds at most that closing waits for what is being done."""


class Answer(NamedTuple):
    """What was found, in the articles that are indexed by now."""

    question: Question
    counterparts: Mapping[str, tuple[Counterpart, ...]]
    """By article, best first; there is none for one that has nothing like it."""
    is_complete: bool = True
    """Whether all open articles were looked at; else another answer comes."""
    says_enough: bool = True
    """Whether the passage says enough to be compared at all."""


Then = Callable[[Answer], object]
ThenCovered = Callable[[tuple[Covered, ...]], object]


class _Asked(NamedTuple):
    question: Question
    then: Then


class _Covering(NamedTuple):
    """An article of which some sentences have been looked at."""

    doc_path: str
    more: Iterator[Covered]
    found: list[Covered]


class Companion:
    """Knows the open articles; all that takes time is done in one thread, where `then` is called.

    The thread begins with the first question. What goes wrong in it is handed to `on_failure`,
    there, and it goes on; where the aliases can't be read, with those that are usable.
    """

    def __init__(
        self,
        on_failure: Callable[[Exception], object],
        aliases: Callable[[], Aliases] = default_aliases,
    ) -> None:
        self._on_failure = on_failure
        self._read_aliases = aliases
        self._reading = Lock()
        self._aliases: Aliases | None = None
        # All below is shared, and looked at and changed by who has this.
        self._news = Condition()
        self._thread: Thread | None = None
        self._is_closed = False
        self._texts: Mapping[str, str] = {}
        self._asked: _Asked | None = None
        self._covers: dict[str, ThenCovered] = {}
        # And below, the thread's own.
        self._tried: dict[str, str] = {}
        self._articles: Mapping[str, ArticleIndex] = {}
        self._comparison = Comparison({})
        self._compared: Mapping[str, ArticleIndex] = self._articles
        self._answers: dict[tuple[str, str], Mapping[str, tuple[Counterpart, ...]]] = {}
        self._answered: tuple[_Asked, Mapping[str, ArticleIndex]] | None = None
        self._answered_at = 0.0
        self._covering: _Covering | None = None

    # -- what others ask

    def aliases(self) -> Aliases:
        """What it compares with; who asks first waits for them to be read, so ask in a thread."""
        with self._reading:
            if self._aliases is None:
                self._aliases = self._aliases_or_usable()
            return self._aliases

    def open(self, texts: Mapping[str, str]) -> None:
        """These are open now, by path; they are indexed in this order as soon as one is asked for.

        Costs nothing where they are those that were open before.
        """
        with self._news:
            if texts != self._texts:
                self._texts = dict(texts)
                self._news.notify()

    def ask(self, question: Question, then: Then) -> None:
        """Find the counterparts of a passage of an open article, in place of what was asked before.

        It is answered from what is indexed by now, and again whenever other articles are.
        """
        with self._news:
            self._asked = _Asked(question, then)
            self._go_on()

    def cover(self, doc_path: str, then: ThenCovered) -> None:
        """Find what of an open article others say too, when nothing else is to be done.

        It is told once, whole; not at all, if the article is closed before.
        """
        with self._news:
            self._covers[doc_path] = then
            self._go_on()

    def close(self) -> None:
        """Answer nothing any more, and wait for the thread to end, two seconds at most."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(_GOODBYE)

    def _go_on(self) -> None:
        if self._thread is None and not self._is_closed:
            self._thread = Thread(target=self._run, name="compare", daemon=True)
            self._thread.start()
        self._news.notify()

    # -- the thread

    def _run(self) -> None:
        while (step := self._next_step()) is not None:
            try:
                step()
            except Exception as error:  # noqa: BLE001 - told to who can tell the reader
                self._on_failure(error)
            # Who waits to paint goes first.
            sleep(0)

    def _aliases_or_usable(self) -> Aliases:
        try:
            return self._read_aliases()
        except AliasError as error:
            self._on_failure(error)
            return error.usable

    def _next_step(self) -> Callable[[], None] | None:
        """What is to be done next, a few milliseconds of work; waits for it; None at the end."""
        with self._news:
            while not self._is_closed:
                self._forget_closed()
                missing = self._missing()
                if self._asked is not None and self._is_owed(self._asked, bool(missing)):
                    return partial(self._answer, self._asked, is_complete=not missing)
                if missing:
                    return partial(self._index, missing, self._texts[missing])
                if self._covers:
                    return partial(self._cover_on, *next(iter(self._covers.items())))
                self._news.wait()
        return None

    def _forget_closed(self) -> None:
        """Leave out what is not open any more, or has another text."""
        gone = {it for it, text in self._tried.items() if self._texts.get(it) is not text}
        if gone:
            self._tried = {it: text for it, text in self._tried.items() if it not in gone}
            self._take({it: index for it, index in self._articles.items() if it not in gone})
        for doc_path in self._covers.keys() - self._texts.keys():
            del self._covers[doc_path]
        if self._asked is not None and self._asked.question.doc_path not in self._texts:
            self._asked = None

    def _missing(self) -> str:
        """The next article to be indexed."""
        return next((it for it in self._texts if it not in self._tried), "")

    def _is_owed(self, asked: _Asked, is_more_to_come: bool) -> bool:
        """Whether a question is to be answered now: not yet, or from fewer articles."""
        if self._answered is None or self._answered[0] is not asked:
            return bool(self._articles) or not is_more_to_come
        if self._answered[1] is self._articles:
            return False
        return not is_more_to_come or monotonic() - self._answered_at > _PATIENCE

    def _take(self, articles: Mapping[str, ArticleIndex]) -> None:
        self._articles = articles
        self._answers.clear()
        self._covering = None

    def _index(self, doc_path: str, text: str) -> None:
        # What can't be indexed is not tried for ever.
        self._tried[doc_path] = text
        self._take({**self._articles, doc_path: index_article(text, self.aliases())})

    def _compare(self) -> Comparison:
        """The comparison of all that is indexed; made when it is asked for."""
        if self._compared is not self._articles:
            self._comparison = Comparison(self._articles)
            self._compared = self._articles
        return self._comparison

    def _answer(self, asked: _Asked, *, is_complete: bool) -> None:
        self._answered, self._answered_at = (asked, self._articles), monotonic()
        question = asked.question
        key = question.doc_path, question.passage
        found = self._answers.get(key)
        if found is None:
            found = self._compare().counterparts(*key)
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            self._answers[key] = found
        says_enough = compared_terms(question.passage, self.aliases()) is not None
        if self._is_newest(asked):
            asked.then(Answer(question, found, is_complete, says_enough))

    def _is_newest(self, asked: _Asked) -> bool:
        with self._news:
            return asked is self._asked and not self._is_closed

    def _cover_on(self, doc_path: str, then: ThenCovered) -> None:
        """Look at one more sentence, so that no question waits for all of them."""
        try:
            covering = self._covering_of(doc_path)
            covered = next(covering.more, None)
        except Exception:
            self._end_covering(doc_path, then)
            raise
        if covered is not None:
            covering.found.append(covered)
            # Nobody waits for it: a key that comes meanwhile is not to wait for more than one.
            with self._news:
                self._news.wait(_REST)
        elif self._end_covering(doc_path, then):
            then(tuple(covering.found))

    def _covering_of(self, doc_path: str) -> _Covering:
        """What was begun of an article, or a beginning; nothing of one that can't be indexed."""
        if self._covering is None or self._covering.doc_path != doc_path:
            more: Iterator[Covered] = iter(())
            if doc_path in self._articles:
                more = covered_sentences(self._compare(), doc_path, self._tried[doc_path])
            self._covering = _Covering(doc_path, more, [])
        return self._covering

    def _end_covering(self, doc_path: str, then: ThenCovered) -> bool:
        """Have that done; returns whether it is still wanted."""
        self._covering = None
        with self._news:
            is_wanted = self._covers.get(doc_path) is then and not self._is_closed
            if is_wanted:
                del self._covers[doc_path]
        return is_wanted
