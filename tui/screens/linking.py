"""What the keys that link marks do on the reader screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from string import digits
from typing import TYPE_CHECKING, NamedTuple

from textual import events

from annotations.errors import EditError
from annotations.links import RELATIONS
from annotations.text.excerpt import excerpt
from tui.commands.comparing import LINKING
from tui.commands.registry import keys_of
from tui.config import Config
from tui.counterparts import nothing_like_this
from tui.names import short_name
from tui.places import Places
from tui.screens.marking import MarkingActions
from tui.screens.meaning import Meaning
from tui.screens.passage import question_at
from tui.told_links import leading_nowhere, told_of_kind, told_of_links
from tui.widgets.link_chooser import Asked, Key, LinkChooser

if TYPE_CHECKING:
    from annotations.linking import LinkEnd
    from annotations.links import LinkTo
    from annotations.model import Annotation
    from annotations.reading import Reading
    from annotations.workspace import Workspace

LINK_ACTIONS = ("link_as", "unlink", "leave_linking")
"""What may be done while it is asked how to link."""
_NOTHING = "nothing is linked"
_SHORT = {"same": "=", "differs": "≠", "contradicts": "✗", "source-of": "src"}
"""Relations where there is little room."""


class _Side(NamedTuple):
    """One of the two that are to be linked."""

    reading: Reading
    end: LinkEnd


class _ToLink(NamedTuple):
    """What is to be linked, while it is asked how."""

    source: _Side
    own_kinds: dict[str, str]
    """The user's own kinds by their keys."""
    lost: Sequence[LinkTo]
    """Links of the source that lead nowhere: `x` takes them away where these are not linked."""
    target: _Side | None = None
    """None while what says the same is looked for."""
    answer: Callable[[], None] | None = None
    """What the second key does, where it was typed before the target was known."""
    typed: Sequence[events.Key] = ()
    """The keys that were typed after that, which wait as well."""


class _End(NamedTuple):
    """One of the other ends of a mark's links."""

    told: str
    """The kind of the link, with its number: "same 1/2"."""
    annotation: Annotation | None
    """None where the link leads nowhere."""


class _Tour(NamedTuple):
    """A way from a mark to the other ends of its links, and back."""

    origin: Annotation
    ends: Sequence[_End]
    at: int
    """The number of the end that was gone to."""
    place: tuple[str, int]
    """Where the reader was put: who has moved since goes elsewhere."""


class LinkingActions(Meaning, MarkingActions):
    """Link marks of two panes, and go from one end of a link to the other."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self.link_chooser = LinkChooser(self._choose_link)
        self.status.links_of = self._links_of
        self._to_link: _ToLink | None = None
        self._tour: _Tour | None = None

    def start_links(self) -> None:
        """Read the links of all articles in the background; the status line tells of them then."""
        self.workspace.links.start(self._links_are_read)

    def _links_are_read(self) -> None:
        # The program may end at any time: then nobody waits for them.
        with suppress(RuntimeError):
            self.call_later(self.show_status)

    def _links_of(self, annotation: Annotation) -> str:
        graph = self.workspace.links.graph
        return "" if graph is None else told_of_links(graph, annotation)

    # -- to link

    def action_link(self) -> None:
        """Ask how to link what is here with what is meant elsewhere, or is found to say the same.

        The second key may be typed before that is found.
        """
        with self.reporting():
            from annotations.link_ends import source_end

            self.look_at_caret()
            here = self.reading
            source = source_end(here)
            self.refuse_alone()
            self._to_link = _ToLink(
                _Side(here, source), self._own_kinds(), self._lost_links(source)
            )
            is_chosen = self.chosen_beside(here.article.doc_path) is not None
            question = None if is_chosen else self.asked or question_at(here)
            if question is None:
                self._take_target()
            else:
                self.when_answered(question, self._take_target, self._give_up)
            if self._to_link is not None:
                self._ask(self._to_link)
                # At once, so that what is typed ahead goes there and is not taken for commands.
                self.set_focus(self.link_chooser)

    def _take_target(self) -> None:
        """It is known what is meant: show it, and do what was typed meanwhile."""
        to_link = self._to_link
        if to_link is None:
            return
        with self.reporting():
            try:
                to_link = to_link._replace(target=self._target(to_link.source))
            except EditError:
                self._end_asking()
                raise
            self._to_link = to_link
            if to_link.answer is not None:
                to_link.answer()
            elif self.link_chooser.is_open:
                self._ask(to_link)
        if to_link.answer is not None:
            for event in to_link.typed:
                self.app.post_message(events.Key(event.key, event.character))

    def _give_up(self) -> None:
        """What is meant will not be known: the reader went elsewhere, or it can't be found out."""
        if self._end_asking() is not None:
            self.say(_NOTHING)

    def _target(self, source: _Side) -> _Side:
        """What is to be linked with it; EditError where there is nothing."""
        from annotations.link_ends import target_end

        label = source.end.mark.label if source.end.mark else ""
        here = source.reading.article.doc_path
        meant = self.meant_beside(here)
        doc_path = meant.doc_path if meant else next(self.others_visited(moved=True), None)
        if doc_path is None:
            others = [it for it in self.open_articles.order if it != here]
            raise EditError(f"{nothing_like_this(others)}: select there what to link with")
        there = self.article_panes[doc_path].pane.reading
        return _Side(there, target_end(there, label, meant.span if meant else None))

    def _own_kinds(self) -> dict[str, str]:
        """The kinds by the first digits that are no keys of other kinds."""
        taken = {key for it in LINKING.commands for key in keys_of(it, self.keymap)}
        return dict(zip(sorted(set(digits) - {"0"} - taken), self.config.links, strict=False))

    def _lost_links(self, source: LinkEnd) -> Sequence[LinkTo]:
        graph = self.workspace.links.graph
        mark = source.mark
        if graph is None or mark is None or mark.annotator != self.workspace.annotator:
            return []
        return leading_nowhere(graph, mark)

    def _ask(self, to_link: _ToLink) -> None:
        now = _kinds_between(to_link)
        kinds = {kind: self.key_of(f"link.{kind}") for kind in RELATIONS}
        kinds |= {kind: key for key, kind in to_link.own_kinds.items()}
        keys = [Key(key, it, _SHORT.get(it, it), it in now) for it, key in kinds.items()]
        if now or to_link.lost:
            does = "unlink" if now else f"drop {len(to_link.lost)} leading nowhere"
            keys.append(Key(self.key_of("link.unlink"), does, "-"))
        keys.append(Key(self.key_of("link.leave"), "leave", ""))
        target = to_link.target
        where = "…" if target is None else short_name(target.end.article.doc_path)
        self.status.display = False
        told = "" if target is None else _text(target.end)
        self.link_chooser.ask(Asked(_text(to_link.source.end), where, told, keys))

    def _choose_link(self, event: events.Key) -> None:
        """Take a key that is no command: one of the user's own kinds, or anything else."""
        to_link = self._to_link
        kind = None if to_link is None else to_link.own_kinds.get(event.key)
        if to_link is not None and to_link.answer is not None:
            self._to_link = to_link._replace(typed=(*to_link.typed, event))
        elif kind is not None:
            self.action_link_as(kind)
        else:
            self.action_leave_linking()

    @property
    def is_answered(self) -> bool:
        """Whether it is known how to link, but not yet with what."""
        return self._to_link is not None and self._to_link.answer is not None

    def action_link_as(self, kind: str) -> None:
        """Link the two, and mark first what is not marked yet."""
        sides = self._answered(partial(self.action_link_as, kind))
        if sides is None:
            return
        with self.reporting():
            source, target = sides
            linked = self.workspace.editor.link_spans(source.end, target.end, kind)
            for (reading, end), mark in zip(sides, (linked.source, linked.target), strict=True):
                if end.mark is None or not reading.selection.is_empty:
                    reading.took_up(mark)
            self._show_linked([it.subject.doc_path for it in linked.changes])
            told = f"{kind}: {_named(linked.source)} — {_named(linked.target)}"
            self.say(told if linked.changes else f"already {told}")

    def action_unlink(self) -> None:
        """Take the link between the two away, or those of the first that lead nowhere."""
        to_link = self._to_link
        sides = self._answered(self.action_unlink)
        if to_link is None or sides is None:
            return
        with self.reporting():
            one, other, editor = *(it.end.mark for it in sides), self.workspace.editor
            if one is not None and other is not None and _kinds_between(to_link):
                editor.unlink(one, other)
                told = f"no longer linked: {_named(one)} — {_named(other)}"
            elif one is not None and to_link.lost:
                gone = self.workspace.links.gone({it.target for it in to_link.lost})
                lost = [it for it in to_link.lost if it.target in gone]
                if not lost:
                    raise EditError("what it leads to is there again: nothing was changed")
                editor.drop_links(one, lost)
                told = f"links that led nowhere taken away: {len(lost)}"
            else:
                raise EditError("these two are not linked")
            self._show_linked([it.reading.article.doc_path for it in sides])
            self.say(told)

    def _answered(self, answer: Callable[[], None]) -> tuple[_Side, _Side] | None:
        """What is to be linked; None, and `answer` is done later, while that is not known."""
        to_link = self._to_link
        if to_link is None:
            return None
        if to_link.target is None:
            self._to_link = to_link._replace(answer=answer)
            return None
        self._end_asking()
        return to_link.source, to_link.target

    def action_leave_linking(self) -> None:
        """Link nothing."""
        if self._end_asking() is not None:
            self.say(_NOTHING)

    def _end_asking(self) -> _ToLink | None:
        """Put the status line back, and the keys where they were; what was to be linked."""
        to_link = self.abandon_linking()
        if to_link is not None:
            self.focus_current()
        return to_link

    def abandon_linking(self) -> _ToLink | None:
        """Ask no longer, as the reader went elsewhere; says what was to be linked."""
        to_link, self._to_link = self._to_link, None
        if to_link is not None:
            self.link_chooser.close()
            self.status.display = True
            if to_link.answer is not None and to_link.target is None:
                self.say(_NOTHING)
            self.show_status()
        return to_link

    def _show_linked(self, doc_paths: Sequence[str]) -> None:
        if doc_paths:
            self.count_saved(*dict.fromkeys(doc_paths))
        self._show_as_it_is()

    # -- to the other end

    async def action_other_end(self) -> None:
        """Go to the next of the other ends of the mark's links, or back to the mark."""
        with self.reporting():
            reading = self.reading
            tour, self._tour = self._tour, None
            if tour is None or tour.place != _place(reading) or not reading.selection.is_empty:
                tour = self._tour_from(reading.subject())
            await self._go_on(tour)

    def _tour_from(self, origin: Annotation) -> _Tour:
        graph = self.workspace.links.known()
        found: list[tuple[str, Annotation | None]] = [
            (told_of_kind(tie), tie.other) for tie in graph.ties(origin)
        ]
        found += [(it.kind, None) for it in leading_nowhere(graph, origin)]
        if not found:
            key = self.key_of("link.make")
            raise EditError(f"this {origin.label} is not linked: {key} links it")
        ends = [
            _End(f"{kind} {number}/{len(found)}", other)
            for number, (kind, other) in enumerate(found, 1)
        ]
        return _Tour(origin, ends, -1, ("", 0))

    async def _go_on(self, tour: _Tour) -> None:
        """Go to the next end that is there; after the last, to where it began."""
        passed: list[str] = []
        for at in range(tour.at + 1, len(tour.ends)):
            told, annotation = tour.ends[at]
            if annotation is None or not self._is_there(annotation):
                passed.append(f"{told} leads nowhere: what it led to was deleted")
            elif await self.open_article(annotation.doc_path, beside=True):
                self._arrive(tour._replace(at=at), annotation, [*passed, told])
                return
            else:
                passed.append(f"{told}: {self.unopened}")
        if tour.at < 0:
            raise EditError("; ".join(passed))
        if not self._is_there(tour.origin):
            raise EditError("; ".join([*passed, "the mark you came from was deleted"]))
        if await self.open_article(tour.origin.doc_path, beside=True):
            self._arrive(tour._replace(at=-1), tour.origin, [*passed, "back"])

    def _arrive(self, tour: _Tour, annotation: Annotation, told: Sequence[str]) -> None:
        reading = self.reading
        reading.refresh()
        reading.go_to(annotation)
        self._tour = tour._replace(place=_place(reading))
        *passed, last = told
        last += f": {reading.told_of_lost() or _named(annotation)}"
        if reading.marks.get(annotation.identity) is None:
            last += f" by {annotation.annotator}, whose marks are hidden"
        self.show_reading("; ".join([*passed, last]))


def _kinds_between(to_link: _ToLink) -> Sequence[str]:
    """How the two are linked now, from either end."""
    from annotations.linking import between

    one = to_link.source.end.mark
    other = None if to_link.target is None else to_link.target.end.mark
    found = between(one, other) if one is not None and other is not None else []
    return [it.link.kind for it in found]


def _text(end: LinkEnd) -> str:
    return end.article.text[end.span.start : end.span.end] if end.mark is None else end.mark.text


def _named(annotation: Annotation) -> str:
    return f"{short_name(annotation.doc_path)} {excerpt(annotation.text)}"


def _place(reading: Reading) -> tuple[str, int]:
    return reading.article.doc_path, reading.caret
