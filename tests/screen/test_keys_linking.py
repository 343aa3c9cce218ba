"""The keys that link marks of two panes, and go from one end of a link to the other."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from annotations.links import silent_in
from annotations.store import STORE_FOLDER, FileStore
from annotations.workspace import Workspace, open_workspace
from tests.marks import deleted
from tests.screen.driving import Driver, annotations_on_disk, drive, path_of, span_of, text_of
from tests.screen.keys import key
from tests.screen.test_keys_marks import mark
from tui.config import Config
from tui.widgets.link_chooser import LinkChooser

LINK, OTHER_END, UNLINK, LEAVE = map(
    key, ("link.make", "link.other-end", "link.unlink", "link.leave")
)
KINDS = {kind: key(f"link.{kind}") for kind in ("same", "differs", "contradicts", "source-of")}
HERE, THERE = "Beijing will never compromise or back down", "defense policy talks"
SIZES = [(160, 45), (100, 30), (80, 24)]


@pytest.fixture
def two(corpus_copy: Path) -> Path:
    """A claim in 000 and a quote in 003."""
    mark(corpus_copy, "000", ("claim", HERE))
    mark(corpus_copy, "003", ("quote", THERE))
    return corpus_copy


def opened(
    folder: Path, *names: str, current: str = "", **how: Any
) -> AbstractAsyncContextManager[Driver]:
    """The program with these articles open, the carets in the marks of 000 and 003."""
    carets = {"000": text_of(folder, "000").index(HERE) + 1}
    if THERE in (there := text_of(folder, "003")):
        carets["003"] = there.index(THERE) + 1
    caret = carets.get(current or names[0], 0)
    return drive(folder, *names, caret=caret, carets=carets, current=current, **how)


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
    there = text_of(corpus_copy, "003").index("On the 9th")
    here = text_of(corpus_copy, "000").index(HERE)
    async with drive(
        corpus_copy, "000", "003", caret=here, carets={"003": there}, size=size
    ) as driver:
        await driver.press(LINK)
        assert "→ 003 " in asked(driver)
        assert "s same d differs c contradicts o source-of esc" in asked(driver)
        await driver.press("s")
        assert [(it.article, it.label) for it in driver.marks()] == [
            ("000", "claim"),
            ("003", "claim"),
        ]
        assert links(corpus_copy) == {"000": "same 003"}
        assert HERE[10:] in driver.painted("claim")
        if size[0] > 100:
            assert "9th (local time)" in driver.painted("claim", pane=driver.pane_of("003"))
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
        await driver.press(LEAVE, "2", "enter", "enter", "1", LINK)
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
    async with drive(corpus_copy, "000", "002", "003", caret=100) as driver:
        await driver.press("3", "1", LINK)
        assert "→ 003" in asked(driver)
        await driver.press(LEAVE)
        await driver.press_at_once("2", "1", LINK)
        assert "→ 002" in asked(driver)


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
