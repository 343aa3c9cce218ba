"""The keys that link marks of two panes, and go from one end of a link to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from annotations.compare.comparison import Comparison
from annotations.links import silent_in
from annotations.store import STORE_FOLDER, FileStore
from annotations.workspace import Workspace, open_workspace
from tests.marks import deleted
from tests.screen.driving import Driver, annotations_on_disk, drive, path_of, span_of, text_of
from tests.screen.keys import key
from tests.screen.test_following import (
    ALSO_FIRE,
    ALSO_STRIKE,
    FIRE,
    STRIKE,
    WEDDING,
    story,
    write,
)
from tests.screen.test_keys_marks import mark
from tui.config import Config
from tui.widgets.link_chooser import LinkChooser

LINK, OTHER_END, UNLINK, LEAVE = map(
    key, ("link.make", "link.other-end", "link.unlink", "link.leave")
)
KINDS = {kind: key(f"link.{kind}") for kind in ("same", "differs", "contradicts", "source-of")}
HERE, THERE = "Beijing will never compromise or back down", "defense policy talks"
SAID = "China’s Ministry of National Defense said, “We emphasized our stance"
"""What 003 has of the second sentence of 000, its beginning."""
SIZES = [(160, 45), (100, 30), (80, 24)]


@pytest.fixture
def two(corpus_copy: Path) -> Path:
    """A claim in 000 and a quote in 003."""
    mark(corpus_copy, "000", ("claim", HERE))
    mark(corpus_copy, "003", ("quote", THERE))
    return corpus_copy


@asynccontextmanager
async def opened(folder: Path, *names: str, current: str = "", **how: Any) -> AsyncIterator[Driver]:
    """The program with these articles open, the marks of 000 and 003 gone to in each."""
    carets = {"000": text_of(folder, "000").index(HERE) + 1}
    if THERE in (there := text_of(folder, "003")):
        carets["003"] = there.index(THERE) + 1
    caret = carets.get(current or names[0], 0)
    async with drive(folder, *names, caret=caret, carets=carets, current=current, **how) as driver:
        if len(names) > 1:
            for number, name in enumerate(names, 1):
                if name in carets:
                    await driver.press(str(number), "enter")
            await driver.press(str(names.index(current or names[0]) + 1))
        yield driver


def links(folder: Path) -> dict[str, str]:
    """The links of what has any, by article, each with the article it leads to."""
    found = annotations_on_disk(folder)
    article = {it.id: it.doc_path[:3] for it in found}
    return {
        it.doc_path[:3]: " ".join(
            f"{kind} {article.get(target, 'gone')}"
            for kind, _, target in (word.partition(":") for word in it.links.split())
        )
        for it in found
        if it.links
    }


def linked(folder: Path, *pairs: tuple[str, str, str], annotator: str = "ana") -> None:
    """Link the first marks of articles that have them already."""
    workspace = open_workspace([folder], annotator)
    marks = {it.doc_path[:3]: it for it in workspace.store.everything()}
    for source, target, kind in pairs:
        workspace.editor.link(marks[source], marks[target], kind)
    assert workspace.store.close() == ""


def asked(driver: Driver) -> str:
    """What the line in place of the status line asks; empty while it does not."""
    chooser = driver.app.reader.query_one(LinkChooser)
    if not chooser.display:
        return ""
    (strip,) = driver.strips_of(chooser)
    return " ".join(strip.text.split())


async def links_read(driver: Driver) -> None:
    await driver.until(lambda: driver.app.reader.workspace.links.graph is not None)


@pytest.mark.parametrize("kind", KINDS)
async def test_two_keys_link_two_marks(two: Path, kind: str) -> None:
    async with opened(two, "000", "003") as driver:
        await driver.press("1", LINK)
        assert asked(driver) == (
            f"link “{HERE[:39].rstrip()}…” → 003 “{THERE}” "
            "s same d differs c contradicts o source-of esc leave"
        )
        await driver.press(KINDS[kind])
        assert asked(driver) == ""
        assert driver.status().startswith(f"{kind}: 000 “{HERE[:39].rstrip()}…” — 003 “{THERE}”")
        assert driver.focus() == "000"
        assert links(two) == {"000": f"{kind} 003"}
        await driver.press("j", "k")
        assert f"{kind} 003" in driver.status()
        await driver.press("u")
        assert driver.status().startswith(f"undone: linked as {kind} claim “")
        assert links(two) == {}


@pytest.mark.parametrize("size", SIZES)
async def test_one_gesture_marks_both_sides_and_links_them(
    corpus_copy: Path, size: tuple[int, int]
) -> None:
    here = text_of(corpus_copy, "000").index(HERE)
    async with drive(corpus_copy, "000", "003", caret=here, size=size) as driver:
        await driver.press(LINK)
        assert "→ 003 " in asked(driver)
        assert "“Beijing" in asked(driver) or "“China" in asked(driver)
        assert "003 “China" in asked(driver), "both texts show, in any window"
        words = "s same d differs c contradicts o source-of esc"
        assert (words if size[0] > 80 else "s = d ≠ c ✗ o src esc") in asked(driver)
        await driver.press("s")
        assert [(it.article, it.label) for it in driver.marks()] == [
            ("000", "claim"),
            ("003", "claim"),
        ]
        assert links(corpus_copy) == {"000": "same 003"}
        assert HERE[10:] in driver.painted("claim")
        if size[0] > 100:
            assert SAID in driver.painted("claim", pane=driver.pane_of("003"))
        assert driver.counts("003") == "1 0 0 0" if size[0] > 60 else True
        await driver.press("u")
        assert driver.marks() == []


async def test_what_is_selected_is_linked_with_the_label_of_the_other_side(two: Path) -> None:
    async with opened(two, "000", "003", current="000") as driver:
        text = text_of(two, "000")
        await driver.put_caret(text.index("Washington"))
        await driver.press("v", "w", "v", LINK, "d")
        assert driver.selected() is None
        start, end = span_of(text, "Washington:")
        assert (start, end, "quote") in [(it.start, it.end, it.label) for it in driver.marks()]
        await driver.press("2", "s", "1", LINK, "c")
        made = [it for it in driver.marks() if it.article == "003"]
        assert len(made) == 2, "what is selected there comes before the mark around it"


async def test_what_was_gone_to_comes_before_the_innermost_at_the_caret(two: Path) -> None:
    mark(two, "003", ("error", "defense"))
    async with opened(two, "000", "003") as driver:
        await driver.press("1", LINK)
        assert "003 “defense”" in asked(driver)
        await driver.press(LEAVE, "2", "enter", "1", LINK)
        assert f"003 “{THERE}”" in asked(driver)


@pytest.mark.parametrize("left_with", [LEAVE, "j", "ctrl+e", "q", "tab", "1"])
async def test_any_other_key_links_nothing_and_does_nothing_else(two: Path, left_with: str) -> None:
    async with opened(two, "000", "003") as driver:
        before = driver.caret()
        await driver.press(LINK, left_with)
        assert asked(driver) == ""
        assert driver.status().startswith("nothing is linked")
        assert (driver.caret(), driver.focus(), driver.app.is_running) == (before, "000", True)
        assert links(two) == {}
        assert [it.label for it in driver.marks()] == ["claim", "quote"]
        await driver.press("j")
        assert driver.caret() != before, "the next key is for the text again"


async def test_a_click_elsewhere_leaves_it(two: Path) -> None:
    async with opened(two, "000", "003") as driver:
        await driver.press(LINK)
        await driver.pilot.click(driver.pane_of("003"), offset=(20, 5))
        await driver.settle()
        assert asked(driver) == ""
        assert driver.focus() == "003"
        assert driver.status().startswith("003")


async def test_keys_typed_ahead_go_to_the_question(two: Path) -> None:
    async with opened(two, "000", "003") as driver:
        await driver.press_at_once(LINK, "d", "2", LINK, "x", LINK, "s")
        assert links(two) == {"003": "same 000"}
        assert driver.status().startswith("same: 003")


async def test_what_is_linked_is_told_and_taken_away(two: Path) -> None:
    linked(two, ("000", "003", "differs"))
    async with opened(two, "003", "000") as driver:
        await driver.press("1", LINK)
        assert "d differs ✓ c contradicts o source-of x unlink esc leave" in asked(driver)
        await driver.press("s")
        assert links(two) == {"003": "same 000"}, "what was said from the other end is replaced"
        await driver.press(LINK, UNLINK)
        assert driver.status().startswith("no longer linked: 003")
        assert links(two) == {}
        await driver.press(LINK, UNLINK)
        assert driver.status().startswith("these two are not linked")
        await driver.press("u")
        assert links(two) == {"003": "same 000"}
        await driver.press(LINK, "s")
        assert driver.status().startswith("already same: 003")


async def test_the_users_own_kinds_have_digits_that_are_no_other_keys(two: Path) -> None:
    config = Config(links=("quotes", "updates"), keys={"link.same": ("1",), "link.make": ("f5",)})
    async with opened(two, "000", "003", config=config) as driver:
        await driver.press("f5")
        assert "1 same d differs c contradicts o source-of 2 quotes 3 updates esc" in asked(driver)
        await driver.press("3")
        assert links(two) == {"000": "updates 003"}
        await driver.press("2", "j", "k")
        assert "← updates 000" in driver.status()


async def test_one_pane_alone_says_what_to_do(two: Path) -> None:
    async with opened(two, "000") as driver:
        await driver.press(LINK)
        assert driver.status().startswith("no other article is open: space in the list opens one")
        await driver.press(OTHER_END)
        assert driver.status().startswith("this claim is not linked: i links it")
        await driver.put_caret(0)
        await driver.press(OTHER_END)
        assert driver.status().startswith("no mark at the caret")


async def test_what_cannot_be_linked_says_why(two: Path) -> None:
    async with opened(two, "000", "003", annotator="bob") as driver:
        await driver.press(LINK, "s")
        assert "mark one of the passages yourself first" in driver.status()
        await driver.press("2", "s", "1", LINK, "s")
        assert links(two) == {"003": "same 000"}
        await driver.press(LINK, "o")
        assert "ana's: mark the passage yourself first" in driver.status()
    async with opened(two, "000", "003") as driver:
        await driver.press("r", LINK)
        assert "being reshaped" in driver.status()
        assert asked(driver) == ""


async def test_the_pane_the_reader_was_in_last_is_meant(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "001", "003", caret=100) as driver:
        await driver.press("3", "1", LINK)
        assert "→ 003" in asked(driver)
        await driver.press(LEAVE)
        await driver.press_at_once("2", "s", "1", LINK)
        assert "→ 001" in asked(driver)


@pytest.mark.parametrize("size", SIZES)
async def test_to_the_other_end_and_back(two: Path, size: tuple[int, int]) -> None:
    mark(two, "001", ("claim", "Taiwan"))
    linked(two, ("000", "003", "same"), ("001", "000", "source-of"))
    async with opened(two, "000", size=size) as driver:
        await links_read(driver)
        assert "same 003 · ← source-" in driver.status()
        await driver.press(OTHER_END)
        assert driver.focus() == "003"
        assert driver.status().startswith(f"same 1/2: 003 “{THERE}”")
        assert driver.caret() == span_of(text_of(two, "003"), THERE).start
        assert driver.opened.order[0][:3] == "000", "nothing was closed for it"
        await driver.press(OTHER_END)
        assert driver.focus() == "001"
        assert driver.status().startswith("← source-of 2/2: 001 “Taiwan”")
        await driver.press(OTHER_END)
        assert driver.focus() == "000"
        assert driver.status().startswith("back: 000 “")
        assert driver.caret() == span_of(text_of(two, "000"), HERE).start
        await driver.press(OTHER_END)
        assert driver.status().startswith("same 1/2: 003")
        await driver.press("w", OTHER_END)
        assert driver.focus() == "000", "who has moved goes on from the mark that is there"
        if size[0] == 160:
            assert len(driver.headings()) == 3


async def test_what_leads_nowhere_is_said_and_passed_over(two: Path) -> None:
    mark(two, "001", ("claim", "Taiwan"))
    linked(two, ("000", "001", "differs"), ("000", "003", "same"))
    gone(two, "001", "ana")
    async with opened(two, "000") as driver:
        await links_read(driver)
        await driver.press("j", "k")
        assert "same 003 · differs gone" in driver.status()
        await driver.press(OTHER_END)
        assert driver.focus() == "003"
        await driver.press(OTHER_END)
        told = "differs 2/2 leads nowhere: what it led to was deleted; back: 000"
        assert driver.status().startswith(told)
        gone(two, "003", "ana")
        driver.app.reader.look_at_store()
        await driver.press(LEAVE, OTHER_END)
        assert "same 1/2 leads nowhere" in driver.status()
        assert driver.focus() == "000"
        await driver.press("0", "j", "space", "1", LINK)
        assert "x drop 2 leading nowhere" in asked(driver)
        await driver.press(UNLINK)
        assert driver.status().startswith("links that led nowhere taken away: 2")
        assert links(two) == {}


async def test_a_link_is_not_dropped_as_leading_nowhere_when_its_end_is_there_again(
    two: Path,
) -> None:
    linked(two, ("000", "003", "same"))
    gone(two, "003", "ana")
    async with opened(two, "000", "003") as driver:
        await links_read(driver)
        await driver.press(LINK)
        assert "x drop 1 leading nowhere" in asked(driver)
        workspace = open_workspace([two], "ana")
        workspace.editor.undo()
        assert workspace.store.close() == ""
        await driver.press(UNLINK)
        assert driver.status().startswith("what it leads to is there again: nothing was changed")
        assert links(two) == {"000": "same 003"}


def gone(folder: Path, name: str, annotator: str) -> None:
    """Delete an article's marks as hands other than Sidemark's do: links to them stay."""
    store = FileStore(folder / STORE_FOLDER)
    store.record(deleted(*store.annotations(path_of(folder, name))))
    assert store.close() == ""


async def test_an_orphan_at_the_other_end_is_gone_to_and_told_of(two: Path) -> None:
    linked(two, ("000", "003", "same"))
    path = two / path_of(two, "003")
    text = path.read_text(encoding="utf-8").replace(THERE, "X")
    path.write_text("An altogether different beginning. " + text[900:], encoding="utf-8")
    async with opened(two, "000") as driver:
        await links_read(driver)
        await driver.press(OTHER_END)
        assert driver.focus() == "003"
        assert driver.status().startswith(f"same 1/1: quote “{THERE}” has lost its place: select")
        await driver.press(OTHER_END)
        assert driver.status().startswith("back: 000")


async def test_deleting_a_mark_tells_of_its_links_and_drops_them_everywhere(two: Path) -> None:
    linked(two, ("000", "003", "same"))
    async with opened(two, "000", "003", current="003") as driver:
        await driver.press("x")
        assert driver.status().startswith(f"deleted quote “{THERE}” and its link")
        assert links(two) == {}
        await driver.press("1", "m", *"new", "enter")
        assert driver.status().startswith("note kept"), "what the other pane shows is up to date"
        await driver.press("u", "u")
        assert driver.status().startswith(f"undone: deleted quote “{THERE}” and its link")
        assert links(two) == {"000": "same 003"}


async def test_marks_of_others_that_are_hidden_are_told_of_as_such(two: Path) -> None:
    mark(two, "001", ("claim", "Taiwan"), annotator="bob")
    linked(two, ("001", "000", "same"), annotator="bob")
    async with opened(two, "000") as driver:
        await links_read(driver)
        await driver.press("O", OTHER_END)
        assert driver.status().startswith("same 1/1: 001 “Taiwan” by bob, whose marks are hidden")


async def test_what_others_link_shows_when_it_is_seen(two: Path) -> None:
    async with opened(two, "000") as driver:
        await links_read(driver)
        assert "same" not in driver.status()
        workspace: Workspace = open_workspace([two], "ana")
        marks = {it.doc_path[:3]: it for it in workspace.store.everything()}
        workspace.editor.link(marks["003"], marks["000"], "same")
        assert workspace.store.close() == ""
        driver.app.reader.look_at_store()
        await driver.until(lambda: "same 003" in driver.status())


async def test_linked_marks_are_found_in_the_list_of_marks(two: Path) -> None:
    mark(two, "001", ("claim", "Taiwan"))
    linked(two, ("000", "003", "same"), ("001", "000", "differs"))
    async with opened(two, "000") as driver:
        await driver.press("a", "tab", *"link:")
        assert [row["article"] for row in driver.mark_rows()] == ["000", "001"]
        await driver.press(*"d")
        assert [row["article"] for row in driver.mark_rows()] == ["001"]
        await driver.press("ctrl+u", *"no:link")
        assert [row["article"] for row in driver.mark_rows()] == ["003"]
        await driver.press("down", "x")
        assert "1 deleted and its link" in driver.screen_text()
        await driver.press("u", "escape", "j", "k")
        assert "same 003 · differs 001" in driver.status()


async def test_words_that_are_no_relations_are_not_told_of(two: Path) -> None:
    workspace = open_workspace([two], "ana")
    claim = workspace.store.annotations(path_of(two, "000"))[0]
    silent = silent_in(path_of(two, "001"))
    workspace.editor.set_links(claim, f"{silent.kind}:{silent.target}")
    assert workspace.store.close() == ""
    async with opened(two, "000") as driver:
        await links_read(driver)
        assert "silent" not in driver.status()
        await driver.press(OTHER_END)
        assert driver.status().startswith("this claim is not linked")


async def test_what_is_shown_as_saying_the_same_is_linked_wherever_that_caret_is(
    corpus_copy: Path,
) -> None:
    caret = text_of(corpus_copy, "000").index(HERE)
    async with drive(corpus_copy, "000", "003", caret=caret) as driver:
        await driver.press("=")
        counterpart = driver.counterpart("003")
        assert counterpart
        await driver.press(LINK)
        assert f"003 “{counterpart[:30]}" in asked(driver)
        await driver.press("s")
        linked = driver.marks()[1]
        text = text_of(corpus_copy, "003")[linked.start : linked.end]
        assert " ".join(text.split()) == counterpart
        await driver.press("u", "=", "T", LINK)
        assert "→ 000 “China's Defense Ministry" in asked(driver)


async def test_of_several_panes_the_best_counterpart_is_meant_unless_one_was_gone_to(
    corpus_copy: Path,
) -> None:
    caret = text_of(corpus_copy, "000").index(HERE)
    async with drive(corpus_copy, "000", "004", "003", "001", caret=caret) as driver:
        await driver.press("=", LINK)
        meant = driver.app.reader.meant_counterpart
        assert meant is not None
        assert f"→ {meant.doc_path[:3]}" in asked(driver)
        await driver.press(LEAVE, "2", "1", LINK)
        assert "→ 004" in asked(driver)


async def test_an_article_that_is_linked_twice_is_named_once(two: Path) -> None:
    mark(two, "003", ("claim", "On the 9th"))
    workspace = open_workspace([two], "ana")
    claim, *others = workspace.store.everything()
    for other in others:
        workspace.editor.link(claim, other, "differs")
    assert workspace.store.close() == ""
    async with opened(two, "000") as driver:
        await links_read(driver)
        await driver.press("j", "k")
        assert "differs 003 ×2 " in driver.status()


async def wait_for_keys(driver: Driver, *keys: str) -> None:
    """Press keys while what they wait for does not come."""
    for it in keys:
        driver._send(it)
    for _ in range(30):
        await driver.pilot._wait_for_screen()
        await asyncio.sleep(0.01)
    driver._strips = []


# -- what is meant, and keys that come before it is known


def sentences(folder: Path) -> list[str]:
    """Each link as "same: 000 … — 003 …", in the order of the marks that have them."""
    found = annotations_on_disk(folder)
    text = {it.id: f"{it.doc_path[:3]} {it.text[:30]}" for it in found}
    return [
        f"{kind}: {text[it.id]} — {text[target]}"
        for it in found
        for kind, _, target in (word.partition(":") for word in it.links.split())
    ]


SECOND = "same: 000 China's Defense Ministry, pres — 003 China’s Ministry of National D"


@pytest.mark.parametrize("first", [["f", "g"], ["g", "="]])
async def test_a_link_typed_at_once_is_to_what_the_new_sentence_has(
    corpus_copy: Path, first: list[str]
) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press(*first)
        assert driver.counterpart("003"), "what the headline has"
        await driver.press_at_once(")", LINK, "s")
        assert sentences(corpus_copy) == [SECOND]
        assert asked(driver) == ""
        assert driver.focus() == "000"


async def test_what_is_typed_after_a_link_that_waits_is_done_after_it(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press_at_once(")", LINK, "s", ")", ")", ")", ")", LINK, "d")
        first, second = sentences(corpus_copy)
        assert first == SECOND
        assert second.startswith("differs: 000 After a long and tense delay")


async def test_what_is_typed_before_the_answer_waits_for_it_or_is_given_up(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = Event()
    compare = Comparison.counterparts

    def waits(*given: Any, **named: Any) -> Any:
        assert released.wait(30)
        return compare(*given, **named)

    monkeypatch.setattr(Comparison, "counterparts", waits)
    async with drive(corpus_copy, "000", "003", caret=80) as driver:
        await wait_for_keys(driver, LINK)
        assert "→ … " in asked(driver)
        await wait_for_keys(driver, "s", "j")
        assert links(corpus_copy) == {}
        assert "→ … " in asked(driver), "it is asked still"
        await wait_for_keys(driver, LEAVE)
        assert driver.status().startswith("nothing is linked")
        await wait_for_keys(driver, LINK, "s", "2")
        released.set()
        await driver.until(lambda: sentences(corpus_copy) == [SECOND])
        assert driver.status().startswith("003 · ")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """000 tells of a fire, as 001 does, and of a strike, as 002 does, and of what none has."""
    folder = tmp_path / "told"
    folder.mkdir()
    return write(
        folder,
        {
            "000": story(1, 1, FIRE, STRIKE, WEDDING, after=5),
            "001": story(2, 3, ALSO_FIRE, after=5),
            "002": story(3, 4, ALSO_STRIKE, after=5),
        },
    )


async def test_strip_link_and_going_over_mean_the_same(told: Path) -> None:
    caret = text_of(told, "000").index(FIRE)
    async with drive(told, "000", "001", "002", caret=caret) as driver:
        await driver.press("f", "D", "2", "1", ")")
        assert "nothing like this in 001" in " ".join(driver.screen_text().split())
        assert any(row.startswith(" 002 ● Bus") for row in driver.differences())
        await driver.press(LINK)
        assert "→ 002 “Bus drivers" in asked(driver), "whichever pane the reader was in last"
        await driver.press(LEAVE, "T")
        assert driver.focus() == "002"
        await driver.press("1", "2", "s", "1", "(", ")")
        assert any(row.startswith(" 001 ◆ ") for row in driver.differences())
        await driver.press(LINK)
        assert "→ 001 “" in asked(driver)
        await driver.press(LEAVE, "T")
        assert driver.focus() == "001"
        assert driver.selected() is not None, "it stays chosen"


async def test_where_nothing_says_the_same_it_is_what_the_reader_moved_to(told: Path) -> None:
    caret = text_of(told, "000").index(WEDDING)
    async with drive(told, "000", "001", "002", caret=caret) as driver:
        await driver.press("3", "1", LINK)
        assert asked(driver) == ""
        assert driver.status().startswith("nothing like this in 001, 002: select there what to")
        assert driver.focus() == "000"
        await driver.press_at_once("2", *")))", "1", LINK, "s")
        assert sentences(told) == [f"same: 000 {WEDDING[:30]} — 001 {ALSO_FIRE[:30]}"]


async def test_a_pane_the_reader_was_in_is_no_reason_to_link_what_is_at_its_caret(
    told: Path,
) -> None:
    caret = text_of(told, "000").index(STRIKE)
    async with drive(told, "000", "001", "002", caret=caret) as driver:
        await driver.press("2", ")", "1", LINK, "s")
        assert sentences(told) == [f"same: 000 {STRIKE[:30]} — 002 {ALSO_STRIKE[:30]}"]


@pytest.mark.parametrize(("first", "keys"), [("f", ")T"), ("=", ")T"), ("f", ")>T")])
async def test_going_over_at_once_is_to_what_the_new_sentence_has(
    told: Path, first: str, keys: str
) -> None:
    caret = text_of(told, "000").index(FIRE)
    async with drive(told, "000", "001", "002", caret=caret) as driver:
        await driver.press(first)
        assert driver.counterpart("001") == ALSO_FIRE
        await driver.press_at_once(*keys)
        assert driver.focus() == "002"


async def test_differences_asked_for_at_once_are_those_of_the_new_sentence(told: Path) -> None:
    caret = text_of(told, "000").index(FIRE)
    async with drive(told, "000", "001", "002", caret=caret) as driver:
        await driver.press("=")
        await driver.press_at_once(")", "D")
        assert any(row.startswith(" 002 ● Bus") for row in driver.differences())
