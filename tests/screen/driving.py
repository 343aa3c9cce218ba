"""Drive the whole program in a test: articles and store on disk, keys in, screen out.

What a test reads here comes from the strips the compositor would send to a terminal, or from a
store opened afresh; the program's own state is used to arrange things, never to judge them.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from annotations.corpus import Corpus, find_corpus
from annotations.model import Annotation
from annotations.store import STORE_FOLDER, FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tui.app import SidemarkApp
from tui.cells import row_clusters
from tui.choices import load_choices
from tui.config import Config
from tui.drafts import Drafts
from tui.open_articles import OpenArticles
from tui.places import Places, load_places, places_path
from tui.screens.marks import MarksScreen
from tui.screens.matrix import MatrixScreen
from tui.theme import LANES, Palette
from tui.widgets.article_list import ArticleList
from tui.widgets.article_pane import Tabs
from tui.widgets.differences import DifferencesStrip
from tui.widgets.mark_table import MarkTable, columns_of
from tui.widgets.pane.geometry import Geometry
from tui.widgets.pane.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.status import StatusLine

WIDE = (160, 45)
_SELECTED = re.compile(r"selected (\d+)–(\d+) \((\d+)\)")


class Cell(NamedTuple):
    """A character on the screen and how it is painted; a wide one is followed by an empty one."""

    character: str
    style: Style


class Mark(NamedTuple):
    """What a store holds of an annotation, without what differs from run to run."""

    article: str
    start: int
    end: int
    label: str
    note: str = ""
    annotator: str = "ana"


def corpus_of(folder: Path) -> Corpus:
    return find_corpus([folder])


def path_of(folder: Path, name: str) -> str:
    """The article whose path begins with `name`."""
    return next(path for path in corpus_of(folder).doc_paths if path.startswith(name))


def text_of(folder: Path, name: str) -> str:
    return corpus_of(folder).load(path_of(folder, name)).text


def span_of(text: str, part: str, nth: int = 0) -> Span:
    """Where a part of a text stands, the first time or the nth after it."""
    start = text.index(part)
    for _ in range(nth):
        start = text.index(part, start + 1)
    return Span(start, start + len(part))


def annotations_on_disk(folder: Path) -> list[Annotation]:
    return list(FileStore(folder / STORE_FOLDER).everything())


def marks_on_disk(folder: Path) -> list[Mark]:
    """Every annotation as a store opened afresh reads it, in the order of an export."""
    return [
        Mark(found.doc_path[:3], found.start, found.end, found.label, found.note, found.annotator)
        for found in annotations_on_disk(folder)
    ]


@dataclass
class Driver:
    """The running program: what to do with it, and what it shows."""

    app: SidemarkApp
    pilot: Pilot[None]
    folder: Path
    _strips: list[Strip] = field(default_factory=list)

    # -- do

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when all that the last one did is done."""
        for key in keys:
            self._send(key)
            await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys as they come over a slow line: all before the first has done anything."""
        for key in keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        character = " " if key == "space" else key if len(key) == 1 else None
        event = events.Key(name, character)
        event.set_sender(self.app)
        assert self.app._driver is not None
        self.app._driver.send_message(event)

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def settle(self) -> None:
        """Wait until no widget has anything left to do.

        Textual's pilot waits until the processor is idle instead, which takes ten times as long.
        """
        quiet, patience = 0, monotonic() + 5
        self._strips = []
        while quiet < 3 and self.app._exception is None and self.app.is_running:
            await self.pilot._wait_for_screen()
            is_waiting = (self._is_reading() or self._is_comparing()) and monotonic() < patience
            quiet = quiet + 1 if self._is_quiet() and not is_waiting else 0
            # Lay out and paint now, as the timer would within a sixtieth of a second.
            self.app.screen._on_timer_update()
            await asyncio.sleep(0)

    def _is_reading(self) -> bool:
        """Whether an open list of marks or matrix is still to get what has changed."""
        screen = self.app.screen
        if isinstance(screen, MatrixScreen):
            return screen.is_reading
        return isinstance(screen, MarksScreen) and screen._is_reading

    def _is_comparing(self) -> bool:
        """Whether a thread still compares what is to be shown."""
        reader = self.app.reader
        return reader.is_comparing or reader.is_telling_apart or reader.is_shading

    def _is_quiet(self) -> bool:
        screen = self.app.screen
        pumps = [self.app, *self.app.screen_stack, *screen.walk_children()]
        waiting = screen._layout_required or screen._scroll_required or screen._callbacks
        return not waiting and all(
            pump._message_queue.empty()
            and not pump._next_callbacks
            and not (isinstance(pump, Widget) and pump._layout_required)
            for pump in pumps
        )

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something shows that takes a moment; fails if it does not in 30 seconds."""
        deadline = monotonic() + 30
        while not is_so():
            assert monotonic() < deadline, self.screen_text()
            await asyncio.sleep(0.01)
            self._strips = []
        await self.settle()

    async def put_caret(self, offset: int) -> None:
        """Arrange that the caret stands there, with nothing selected and no current mark."""
        self.pane.reading.reshaping = None
        self.pane.reading.selection = self.pane.reading.selection.drop()
        self.pane.reading.move_to(offset)
        self.pane.show_changes()
        await self.settle()

    # -- which widget

    @property
    def palette(self) -> Palette:
        """The colours of the theme the program has now."""
        return self.app.reader.palette

    @property
    def opened(self) -> OpenArticles:
        return self.app.reader.open_articles

    @property
    def pane(self) -> Pane:
        """The pane that has the keys, or had them before the list took them."""
        pane = self.app.reader.pane
        assert pane is not None, "no article is open"
        return pane

    def pane_of(self, name: str) -> Pane:
        return self.app.reader.article_panes[path_of(self.folder, name)].pane

    # -- what is on the screen

    def strips(self) -> list[Strip]:
        """Every row of the terminal, painted afresh after whatever was done last."""
        if not self._strips:
            self._strips = self.app.screen._compositor.render_strips(self.app.size)
        return self._strips

    def strips_of(self, widget: Widget) -> list[Strip]:
        """The rows of a widget, as they stand on the screen."""
        region = widget.region
        rows = self.strips()[region.y : region.bottom]
        return [strip.crop(region.x, region.right) for strip in rows]

    def screen_text(self) -> str:
        return "\n".join(strip.text for strip in self.strips())

    def status(self) -> str:
        """What the status line says, as far as it is visible."""
        (strip,) = self.strips_of(self.app.reader.query_one(StatusLine))
        return strip.text.strip()

    def prompt(self) -> str:
        """What the prompt asks for, and what has been typed."""
        (strip,) = self.strips_of(self.app.reader.query_one(Prompt))
        told = self.app.reader.query_one("Prompt .told").region
        asked, rest = strip.crop(0, told.x), strip.crop(told.right)
        return (strip if not told.width else Strip.join([asked, rest])).text.strip()

    def prompt_told(self) -> str:
        """What the prompt says behind what has been typed."""
        told = self.app.reader.query_one("Prompt .told")
        return self.strips_of(told)[0].text.strip() if told.region.width else ""

    def tabs(self) -> str:
        """The line of tabs; empty where it is not shown."""
        tabs = self.app.reader.query_one(Tabs)
        return "".join(strip.text for strip in self.strips_of(tabs)) if tabs.display else ""

    def notices(self) -> str:
        """What stands in the boxes that tell of failures, on one line."""
        rows = [
            strip.text.strip("▌ ")
            for toast in self.app.screen.query(Toast)
            for strip in self.strips_of(toast)
        ]
        return " ".join(" ".join(rows).split())

    def list_rows(self) -> list[str]:
        return [
            strip.text.rstrip() for strip in self.strips_of(self.app.reader.query_one(ArticleList))
        ]

    def counts(self, name: str) -> str:
        """How many claims, quotes, dates and errors the list shows for an article: "2 1 0 0"."""
        place = corpus_of(self.folder).doc_paths.index(path_of(self.folder, name))
        row = self.list_rows()[2 * place + 1]
        found = {letter: count for count, letter in re.findall(r"(\d+) ?([CQDE])\b", row)}
        return " ".join(found.get(letter, "0") for letter in "CQDE")

    def mark_rows(self) -> list[dict[str, str]]:
        """The rows of the list of marks by the names of its columns, `sign` for the first cells."""
        table = self.app.screen.query_one(MarkTable)
        columns = {"sign": 1, **columns_of(table.size.width)}
        rows = []
        for strip in self.strips_of(table)[1:]:
            left, row = 0, {}
            for name, cells in columns.items():
                row[name] = strip.crop(left, left + cells).text.strip()
                left += cells + 1
            rows.append(row)
        return [row for row in rows if row["place"][:1].isdigit()]

    def pointed_mark(self) -> str:
        """The text of the row of the list of marks that is painted as pointed at."""
        rows = self.strips_of(self.app.screen.query_one(MarkTable))
        palette = self.palette
        (row,) = [
            it for it in rows if _has_background(it, palette.selection, palette.caret_elsewhere)
        ]
        return row.text

    def list_cursor(self) -> str:
        """The number of the article the list's cursor is on, by the row that is painted so."""
        found = [
            strip.text
            for strip in self.strips_of(self.app.reader.query_one(ArticleList))
            if _has_background(strip, self.palette.selection, self.palette.caret_elsewhere)
        ]
        assert found, "no cursor in the list"
        return next(word for word in found[0].split() if len(word) == 3 and word.isdigit())

    def headings(self) -> list[str]:
        """What stands over the panes, from left to right."""
        order = [self.app.reader.article_panes[doc_path] for doc_path in self.opened.order]
        return [
            self.strips_of(holder.children[0])[0].text.strip()
            for holder in order
            if holder.region.area
        ]

    def focus(self) -> str:
        """ "list", or the number of the article whose caret is painted as the one keys move."""
        for name, holder in self.app.reader.article_panes.items():
            if holder.display and self.styled(self.palette.caret, pane=holder.pane):
                return name[:3]
        if any(
            _has_background(strip, self.palette.selection)
            for strip in self.strips_of(self.app.reader.list)
        ):
            return "list"
        return ""

    # -- what a pane shows

    def geometry(self, pane: Pane) -> Geometry:
        return Geometry.fit(pane.size.width, self.app.reader.config.column)

    def pane_rows(self, pane: Pane | None = None) -> list[str]:
        """The text of each visible row, without gutter and margins."""
        return ["".join(cell.character for cell in row).rstrip() for row in self.pane_cells(pane)]

    def pane_cells(self, pane: Pane | None = None) -> list[list[Cell]]:
        """The cells of the text column of each visible row, what hangs over included."""
        pane = pane or self.pane
        geometry = self.geometry(pane)
        left = geometry.text_left
        return [
            _cells(strip)[left : left + geometry.text_width + 1] for strip in self.strips_of(pane)
        ]

    def lanes(self, pane: Pane | None = None) -> list[str]:
        """The gutter of each visible row: four characters for C, Q, D and E."""
        pane = pane or self.pane
        margin = self.geometry(pane).margin
        return [
            "".join(cell.character for cell in _cells(strip)[margin : margin + 4])
            for strip in self.strips_of(pane)
        ]

    def lanes_by_text(self, pane: Pane | None = None) -> dict[str, str]:
        """The lanes that hold anything, by the text of their row."""
        rows = zip(self.pane_rows(pane), self.lanes(pane), strict=True)
        return {text: lanes for text, lanes in rows if lanes.strip()}

    def styled(self, *backgrounds: str, pane: Pane | None = None, **attributes: bool) -> str:
        """The text painted on these backgrounds, with these attributes; a blank between rows."""
        pieces = [
            "".join(
                cell.character
                for cell in row
                if background_of(cell.style) in backgrounds
                and all(bool(getattr(cell.style, name)) is so for name, so in attributes.items())
            )
            for row in self.pane_cells(pane)
        ]
        *before, last = [piece for piece in pieces if piece] or [""]
        return "".join(f"{piece.rstrip()} " for piece in before) + last

    def hits(self, name: str = "") -> str:
        """The text painted as found, in the current pane or another one."""
        pane = self.pane_of(name) if name else None
        return self.styled(self.palette.hit, self.palette.current_hit, pane=pane)

    def counterpart(self, name: str) -> str:
        """The text painted as what says the same as the compared passage, in another pane."""
        return self.styled(self.palette.counterpart, pane=self.pane_of(name))

    def dimmed(self, name: str) -> list[str]:
        """The rows of a pane, as far as they are painted as what others say too."""
        dim = self.palette.dim
        rows = [
            "".join(
                cell.character
                for cell in row
                if (cell.style.dim if self.app.no_color else _is_in(cell.style, dim))
            )
            for row in self.pane_cells(self.pane_of(name))
        ]
        return [row.rstrip() for row in rows if row.strip()]

    def differences(self) -> list[str]:
        """The rows of the strip of differences, without their trailing blanks; none if hidden."""
        return ["".join(cell.character for cell in row).rstrip() for row in self.difference_cells()]

    def difference_cells(self) -> list[list[Cell]]:
        """The cells of each row of the strip of differences."""
        found = list(self.app.reader.query(DifferencesStrip))
        return [_cells(row) for it in found if it.display for row in self.strips_of(it)]

    def signs(self, name: str) -> dict[str, str]:
        """What stands between gutter and text of a pane, by the text of its row."""
        pane = self.pane_of(name)
        at = self.geometry(pane).margin + len(LANES)
        signs = [_cells(strip)[at].character for strip in self.strips_of(pane)]
        rows = zip(self.pane_rows(pane), signs, strict=True)
        return {text: sign for text, sign in rows if sign != " "}

    def painted(self, label: str, *, pane: Pane | None = None, **attributes: bool) -> str:
        """The text that has a label's background."""
        return self.styled(self.palette.labels[label], pane=pane, **attributes)

    def highlighted(self, *, pane: Pane | None = None) -> str:
        """The text painted as the current mark's."""
        current = {self.palette.lanes[label] for label in self.palette.lanes}
        return "".join(
            cell.character
            for row in self.pane_cells(pane)
            for cell in row
            if background_of(cell.style) in current
        )

    def caret_cell(self, pane: Pane | None = None) -> tuple[int, int]:
        """Row and cell of the window at which the caret is painted."""
        for y, row in enumerate(self.pane_cells(pane)):
            for x, cell in enumerate(row):
                if _is_on(cell.style, self.palette.caret):
                    return y, x
        raise AssertionError("no caret on the screen")

    def caret(self, pane: Pane | None = None) -> int:
        """The offset at which the screen shows the caret."""
        pane = pane or self.pane
        y, x = self.caret_cell(pane)
        row = pane.rows.span(pane.scroll_offset.y + y)
        column = 0
        for cluster in row_clusters(pane.reading.text, row):
            if column >= x:
                return cluster.start
            column += cluster.cells
        return row.end - 1 if pane.reading.text[row.start : row.end].endswith("\n") else row.end

    def selected(self) -> Span | None:
        """What the status line says is selected."""
        found = _SELECTED.search(self.status())
        if found is None:
            return None
        span = Span(int(found[1]), int(found[2]))
        assert span.length == int(found[3])
        return span

    def top(self, pane: Pane | None = None) -> str:
        """The first row of a pane's window."""
        return self.pane_rows(pane)[0]

    # -- what is on disk

    def marks(self) -> list[Mark]:
        return marks_on_disk(self.folder)


@asynccontextmanager
async def drive(
    folder: Path,
    *names: str,
    caret: int = 0,
    carets: Mapping[str, int] | None = None,
    current: str = "",
    size: tuple[int, int] = WIDE,
    config: Config | None = None,
    annotator: str = "ana",
    places: Places | None = None,
) -> AsyncIterator[Driver]:
    """Run the program on a folder with these articles open, the first or `current` at the keys.

    `caret` is the caret of that article, `carets` those of others, by the beginning of the name.
    """
    if places is None:
        places = places_of(folder, *names, caret=caret, carets=carets, current=current)
    app = make_app(folder, places, config or Config(), annotator)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield await driver_of(app, pilot, folder)


def places_of(
    folder: Path,
    *names: str,
    caret: int = 0,
    carets: Mapping[str, int] | None = None,
    current: str = "",
) -> Places:
    """What a run would have left: these articles open, the carets there."""
    opened = [path_of(folder, name) for name in names]
    at = path_of(folder, current) if current else next(iter(opened), "")
    given = {path_of(folder, name): offset for name, offset in (carets or {}).items()}
    return Places(open=opened, current=at, carets={**given, **({at: caret} if at else {})})


def make_app(folder: Path, places: Places, config: Config, annotator: str = "ana") -> SidemarkApp:
    return SidemarkApp(open_workspace([folder], annotator), config, places, load_choices())


async def driver_of(app: SidemarkApp, pilot: Pilot[None], folder: Path) -> Driver:
    """Drive a program that has just started, when its list is read."""
    driver = Driver(app, pilot, folder)
    await driver.settle()
    await app.workers.wait_for_complete()
    await driver.settle()
    return driver


def kept_places(folder: Path, annotator: str = "ana") -> Places:
    """Where the last run left this corpus, as the next run reads it."""
    return load_places(places_path(corpus_of(folder).root, annotator))


def kept_drafts(folder: Path) -> list[str]:
    """The half-typed notes that are kept for this corpus."""
    drafts = Drafts(corpus_of(folder).root)
    return [draft.text for it in sorted(drafts.waiting()) if (draft := drafts.get(it))]


def background_of(style: Style) -> str:
    return style.bgcolor.name if style.bgcolor is not None else ""


def _is_on(style: Style, background: str) -> bool:
    return background_of(style) == background


def _is_in(style: Style, color: str) -> bool:
    return style.color is not None and style.color.name == color


def _has_background(strip: Strip, *backgrounds: str) -> bool:
    return any(background_of(cell.style) in backgrounds for cell in _cells(strip))


def _cells(strip: Strip) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, _ in strip:
        for character in text:
            width = cell_len(character)
            if not width and cells:
                cells[-1] = Cell(cells[-1].character + character, cells[-1].style)
            else:
                shown = Cell(character, style or Style())
                cells += [shown, *[Cell("", shown.style)] * (width - 1)]
    return cells
