"""Searching: what is looked for shows while it is typed; keys go from hit to hit."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TypeVar, get_args

from annotations.corpus_search import (
    BlockSearched,
    MarksSearched,
    News,
    Scope,
    Search,
    explore_articles,
    explore_marks,
)
from annotations.errors import SearchError, StillSearchingError
from annotations.reading import Reading
from annotations.search.hits import PATIENCE, Hits
from annotations.search.query import Options, compile_query
from annotations.selection import Selection
from annotations.text.amounts import counted
from annotations.text.excerpt import excerpt
from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from tui.config import Config
from tui.places import Places
from tui.screens.exploring import Exploring

if TYPE_CHECKING:
    from annotations.model import Annotation, Identity
    from annotations.workspace import Workspace

SEARCH_ACTIONS = ("search_scope", "search_words", "search_expression")
"""What may be done while a search is typed."""
_SCOPES: tuple[Scope, ...] = get_args(Scope)
_NAMES = {"article": "search", "all": "search all", "marks": "search marks"}
_SHORT_NAMES = {"article": "/", "all": "all", "marks": "marks"}
_NOWHERE = {"article": "not in this article", "all": "in no article", "marks": "in no mark"}
_COUNT_SECONDS = 0.002
"""How long hits are counted before the rest is left to a thread."""
_LONGEST_WAIT = 0.8
"""Seconds that the next key waits for a hit to be found."""
T = TypeVar("T")


class _Asked(NamedTuple):
    """What a search was made of: the same need not be made again."""

    typed: str
    options: Options
    scope: Scope


class _Start(NamedTuple):
    """Where the reader was before a search was typed, and what was searched for then."""

    reading: Reading
    selection: Selection
    asked: _Asked


class SearchActions(Exploring):
    """Look for text in articles and marks."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._bad_search = ""
        """Why what was typed can't be searched for."""
        self._asked = _Asked("", Options(), "article")
        self._last_typed = ""
        self._search_start: _Start | None = None
        """How it was when the prompt was opened, while it is open."""
        self._is_landing = False
        """Whether the caret has to go to the first hit, which is not found yet."""
        self._hit_told_at = 0.0
        self._passed_over: dict[str, str] = {}
        """Which articles could not be opened on the way to the hit, and why."""
        self._searched_marks: Sequence[Annotation] | None = None

    # -- asking

    @property
    def is_asking(self) -> bool:
        """Whether what to search for is being typed."""
        return self._search_start is not None

    def action_search(self) -> None:
        """Ask for a text and show its hits while it is typed."""
        with self.reporting():
            start = _Start(self.reading, self.reading.selection, self._asked_so_far())
            self._searched_marks = None
            self._asked = self._asked._replace(typed="")
            self.start_prompt(
                self._search_label(),
                "",
                self._accept_search,
                change=self._look_for,
                cancel=self._leave_search,
            )
            self._relabel()
            self._search_start = start
            self.refresh_bindings()

    def _close_prompt(self) -> None:
        self._search_start = None
        super()._close_prompt()

    def _leave_search(self) -> None:
        if self._search_start is not None:
            reading, selection, asked = self._search_start
            if reading.selection != selection:
                reading.selection = selection
            self._begin_search(asked)
        self.end_prompt()
        self.show_reading()

    def _asked_so_far(self) -> _Asked:
        if self.sought is None:
            return self._asked
        return _Asked(self.sought.query.typed, self.sought.query.options, self.sought.scope)

    async def _accept_search(self, typed: str) -> None:
        start = self._search_start
        self.end_prompt()
        is_repeated = not typed
        if is_repeated and self._last_typed:
            self._begin_search(self._asked._replace(typed=self._last_typed))
        if not self._search_problem:
            self._last_typed = typed or self._last_typed
        if start is not None and (typed or self._last_typed):
            reading, selection, _ = start
            reading.selection = selection
            await self._go_to_hit(1, inclusive=not is_repeated)

    def action_search_scope(self) -> None:
        """Search elsewhere: in this article, in all, in the marks."""
        place = _SCOPES.index(self._asked.scope) + 1
        self._search_otherwise(self._asked._replace(scope=_SCOPES[place % len(_SCOPES)]))

    def action_search_words(self) -> None:
        """Search for whole words, or for any text."""
        options = self._asked.options
        options = options._replace(whole_words=not options.whole_words)
        self._search_otherwise(self._asked._replace(options=options))

    def action_search_expression(self) -> None:
        """Search for a regular expression, or for plain text."""
        options = self._asked.options
        options = options._replace(expression=not options.expression)
        self._search_otherwise(self._asked._replace(options=options))

    def _search_otherwise(self, asked: _Asked) -> None:
        self._asked = asked._replace(typed="")
        self._relabel()
        self._look_for(self.prompt.value)

    def _relabel(self) -> None:
        self.prompt.relabel(self._search_label(), self._short_label())

    def _short_label(self) -> str:
        options = self._asked.options
        chosen = [_SHORT_NAMES[self._asked.scope]]
        chosen += ["w"] if options.whole_words else []
        chosen += ["r"] if options.expression else []
        return f"{' '.join(chosen)}:"

    def _search_label(self) -> str:
        options = self._asked.options
        chosen = [_NAMES[self._asked.scope]]
        chosen += ["words"] if options.whole_words else []
        chosen += ["regex"] if options.expression else []
        return f"{', '.join(chosen)}:"

    # -- looking

    def _look_for(self, typed: str) -> None:
        """Show the hits of what has been typed so far, the caret at the first of them."""
        asked = self._asked._replace(typed=typed)
        if self._search_start is None or (typed and asked == self._asked):
            return
        reading, selection, _ = self._search_start
        reading.selection = selection
        self._begin_search(asked)
        self._is_landing = True
        self._land()
        if self._is_landing:
            self.show_reading()
        self._tell_state()

    def _tell_state(self) -> None:
        self.prompt.tell(self._search_state(), wrong=bool(self._search_problem))

    def _begin_search(self, asked: _Asked) -> None:
        self._asked, self.sought, self._bad_search = asked, None, ""
        if asked.typed:
            try:
                query = compile_query(asked.typed, asked.options)
            except SearchError as error:
                self._bad_search = error.message
            else:
                self.sought = Search(query, asked.scope, self.workspace.corpus.doc_paths)
        self.show_hits()
        if self.sought is not None:
            self._explore_widely(self.sought)

    def _land(self) -> None:
        """Put the caret at the first hit from where it was, once that is known."""
        search = self.sought
        if search is None or self._search_start is None:
            return
        reading, selection, _ = self._search_start
        with suppress(StillSearchingError):
            found = self._first_start(search, reading, selection.caret)
            self._is_landing = found is None and search.explorers > 0
            if found is not None:
                reading.move_to(found)
                self.show_reading()

    def _first_start(self, search: Search, reading: Reading, offset: int) -> int | None:
        """Where the first hit of the article at hand starts, from an offset on."""
        if search.scope != "marks":
            hit = self._hits(search, reading).following(offset, 1, inclusive=True)
            return None if hit is None else hit.start
        doc_path = reading.article.doc_path
        number = search.next_mark(doc_path, offset, None, 1)
        if number is None or search.marks[number].doc_path != doc_path:
            return None
        return snap_back(reading.text, search.marks[number].start)

    async def action_next_hit(self, step: int) -> None:
        """Go to the next or previous hit, around the end."""
        await self._go_to_hit(step, inclusive=False)

    async def _go_to_hit(self, step: int, *, inclusive: bool) -> None:
        with self.reporting():
            reading, search = self.reading, self.sought
            self._passed_over.clear()
            if self._search_problem:
                raise SearchError(self._search_problem)
            if search is None:
                raise SearchError("nothing is searched for: press / and type")
            if search.scope == "marks":
                await self._go_to_mark(search, reading, step)
            else:
                await self._go_to_text(search, reading, step, inclusive=inclusive)
            self.show_reading()
            self._tell_hit()

    async def _go_to_text(
        self, search: Search, reading: Reading, step: int, *, inclusive: bool
    ) -> None:
        hits, around = self._hits(search, reading), search.scope == "article"
        hit = await self._when_known(
            lambda: hits.following(reading.caret, step, inclusive=inclusive, around=around)
        )
        if hit is None and not around:
            hit = await self._hit_elsewhere(search, step)
        if hit is None:
            raise SearchError(self._not_found(search))
        self.reading.move_to(hit.start)

    async def _hit_elsewhere(self, search: Search, step: int) -> Span | None:
        """The first hit in the articles that follow; where none of them has one, in this again."""
        is_opened = True
        hit = None
        # What was found in an article may be gone from it when it is opened: then on to the next.
        while hit is None and is_opened:
            is_opened = await self._opens_next(search, self.reading, step)
            hits = self._hits(search, self.reading)
            end = -1 if step > 0 else len(self.reading.text) + 1
            hit = await self._when_known(partial(hits.following, end, step))
        return hit

    async def _opens_next(self, search: Search, reading: Reading, step: int) -> bool:
        """Go to the next article with hits that can be opened; False where there is none."""

        def find() -> str | None:
            return search.next_article(reading.article.doc_path, step, self._passed_over)

        while (other := await self._when_known(find)) is not None:
            if await self._opens(other):
                return True
        return False

    async def _opens(self, doc_path: str) -> bool:
        """Go to an article; one that can't be opened is passed over until the next key."""
        if doc_path in self._passed_over:
            return False
        is_there = doc_path == self.reading.article.doc_path or await self.open_article(doc_path)
        if not is_there:
            self._passed_over[doc_path] = self.unopened
        return is_there

    async def _go_to_mark(self, search: Search, reading: Reading, step: int) -> None:
        await self._when_known(lambda: self._known_marks(search))
        current = self._mark_at_hand(reading)
        for _ in search.marks:
            here = self.reading
            number = search.next_mark(here.article.doc_path, here.caret, current, step) or 0
            mark = search.marks[number]
            is_there = await self._opens(mark.doc_path)
            if is_there and self.reading.marks.get(mark.identity) is not None:
                self.reading.go_to(mark)
                return
            # It can't be gone to, or was deleted meanwhile: on to the next.
            current = mark.identity
        raise SearchError(self._not_found(search))

    def _mark_at_hand(self, reading: Reading) -> Identity | None:
        """What the mark that was gone to is known by."""
        mark = reading.current if reading.is_chosen else reading.lost
        return None if mark is None else mark.identity

    def _known_marks(self, search: Search) -> Sequence[Annotation]:
        if search.explorers:
            raise StillSearchingError
        return search.marks

    async def _when_known(self, find: Callable[[], T]) -> T:
        """Ask until the answer is known; StillSearchingError if no reader would wait so long.

        The next key waits, for it may act on what is found.
        """
        deadline = monotonic() + _LONGEST_WAIT
        while True:
            try:
                return find()
            except StillSearchingError:
                if self._search_problem:
                    raise SearchError(self._search_problem) from None
                if monotonic() > deadline:
                    raise
            await sleep(PATIENCE)

    def clear_search(self) -> None:
        """Stop searching, and showing hits."""
        self._begin_search(self._asked._replace(typed=""))

    # -- showing

    def show_hits(self, *, is_news: bool = False) -> None:
        """Show the hits in every pane that is in view."""
        search = self.sought
        if search is not None:
            search.forget_closed(self.article_panes)
        for doc_path in self.open_articles.shown:
            if (holder := self.article_panes.get(doc_path)) is None:
                continue
            if search is None or search.problem:
                holder.pane.set_hits(None)
            elif search.scope == "marks":
                holder.pane.set_hits(search.spans(doc_path), is_news=is_news)
            else:
                hits = self._hits(search, holder.pane.reading)
                holder.pane.set_hits(hits, is_news=is_news)

    def _hits(self, search: Search, reading: Reading) -> Hits:
        """The hits in an open article; all of them are being counted from now on."""
        doc_path, text = reading.article.doc_path, reading.text
        is_new = not search.knows(doc_path, text)
        hits = search.hits(doc_path, text)
        if is_new:
            hits.count_on(reading.caret, _COUNT_SECONDS)
            if not hits.is_counted:
                opened = {doc_path: (text, reading.caret)}
                corpus = self.workspace.corpus
                self.explore(search, explore_articles(search.query, opened, (), corpus))
        return hits

    @property
    def _search_problem(self) -> str:
        return self._bad_search or (self.sought.problem if self.sought is not None else "")

    def _search_state(self) -> str:
        """What has come of the search so far, in a few words: "3 of 120", "… of 80+"."""
        search = self.sought
        if search is None or self._search_problem:
            return self._search_problem
        if search.scope == "marks":
            return self._mark_state(search) or ("…" if search.explorers else "no mark")
        told = [it for it in (self._hit_state(search), self._elsewhere_state(search)) if it]
        return " · ".join(told) or ("…" if search.explorers else "no hit")

    def _hit_state(self, search: Search) -> str:
        hits = self._hits(search, self.reading)
        if not hits.total:
            return ""
        number = hits.number(self.reading.caret)
        more = "" if hits.is_counted else "+"
        return f"{'…' if number is None else f'{number:,}'} of {hits.total:,}{more}"

    def _elsewhere_state(self, search: Search) -> str:
        if search.scope == "article":
            return ""
        total, articles = search.totals()
        more = "+" if search.explorers else ""
        return f"{total:,}{more} in {counted(articles, 'article')}" if total else ""

    def _mark_state(self, search: Search) -> str:
        reading, total = self.reading, len(search.marks)
        if not total:
            return ""
        current = self._mark_at_hand(reading)
        number = search.next_mark(reading.article.doc_path, reading.caret, current, 0)
        return f"{0 if number is None else number + 1:,} of {counted(total, 'mark')}"

    def _not_found(self, search: Search) -> str:
        if self._passed_over:
            return f"“{search.query.typed}”: {'; '.join(self._passed_over.values())}"
        return f"“{search.query.typed}” is {_NOWHERE[search.scope]}{self._unread(search)}"

    def _unread(self, search: Search) -> str:
        count = len(search.unread)
        told = [*self._passed_over.values()]
        told += [f"{counted(count, 'article')} can't be read"] if count else []
        return "".join(f"; {it}" for it in told)

    def _tell_hit(self) -> None:
        """Say in the status line which hit the caret is at."""
        search = self.sought
        if search is None:
            return
        kind = "" if search.scope == "marks" else "hit "
        told = f"“{search.query.typed}”: {kind}{self._search_state()}{self._unread(search)}"
        mark = self.reading.current or self.reading.lost
        if search.scope == "marks" and mark is not None:
            note = f" {excerpt(mark.note)}" if mark.note else ""
            told += f" · {mark.label} by {mark.annotator}{note}"
        self.say(told, warning=bool(self._passed_over))
        self._hit_told_at = self.status.said_at

    # -- exploring

    def _explore_widely(self, search: Search) -> None:
        """Begin to search what is not in view, in a thread."""
        corpus = self.workspace.corpus
        if search.scope == "all":
            others = search.others(self.reading.article.doc_path)
            self.explore(search, explore_articles(search.query, {}, others, corpus))
        elif search.scope == "marks":
            hides = self.places.others_hidden
            whose = self.workspace.editor.annotator if hides else None

            def load() -> Sequence[Annotation]:
                if self._searched_marks is None:
                    workspace = self.workspace.for_another_thread()
                    self._searched_marks = workspace.annotations(whose, at_once=False)
                return self._searched_marks

            self.explore(search, explore_marks(search.query, load))

    def take_found(self, search: Search, news: Sequence[News], is_last: bool) -> None:
        """Show what a thread has found, and that it is the last of it."""
        for piece in news:
            search.take(piece)
        search.explorers -= is_last
        if search is not self.sought:
            return
        if search.problem or any(_is_shown(piece) for piece in news):
            self.show_hits(is_news=True)
        if self.is_asking:
            if self._is_landing:
                self._land()
            self._tell_state()
        elif self.pane is not None and self.status.said_at == self._hit_told_at:
            self._tell_hit()


def _is_shown(news: News) -> bool:
    """Whether it changes what is painted: hits that took too long to be found while painting."""
    return isinstance(news, MarksSearched) or (
        isinstance(news, BlockSearched) and news.found is not None
    )
