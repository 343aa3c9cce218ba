"""The keys that go from pane to pane and to the list, and out of the program."""

from pathlib import Path

from tests.screen.driving import drive, kept_places, text_of
from tests.screen.keys import key

NEXT, PREVIOUS = key("pane.next"), key("pane.previous")
NUMBERS = [key(f"pane.{number}") for number in range(1, 10)]
LIST, TOGGLE, QUIT = key("pane.list"), key("pane.toggle-list"), key("program.quit")


async def test_the_next_and_the_previous_pane_go_around(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002", "004") as driver:
        visited = [driver.focus()]
        for go in (NEXT, NEXT, NEXT, PREVIOUS, PREVIOUS):
            await driver.press(go)
            visited.append(driver.focus())
        assert visited == ["000", "002", "004", "000", "004", "002"]
        assert len(driver.headings()) == 3
        assert driver.status().startswith("002 ·")
        await driver.press(LIST)
        assert driver.focus() == "list"
        await driver.press(NEXT)
        assert driver.focus() == "002", "from the list, the keys go to the current pane"


async def test_nine_open_articles_are_reached_by_their_numbers(tmp_path: Path) -> None:
    for place in range(11):
        (tmp_path / f"{place:03}.txt").write_text(f"This is article number {place}\n")
    names = [f"{place:03}" for place in range(1, 10)]
    async with drive(tmp_path, *names) as driver:
        assert len(driver.headings()) == 3
        numbered = [f"{number} {name}" for number, name in zip(NUMBERS, names, strict=True)]
        assert driver.tabs().split() == " ".join(numbered).split()
        for number, name in reversed(list(zip(NUMBERS, names, strict=True))):
            await driver.press(number)
            assert driver.focus() == name, number
            assert len(driver.headings()) == 3
            assert driver.top() == f"This is article number {int(name)}"
        await driver.press("9", NEXT)
        assert driver.focus() == "001"
    async with drive(tmp_path, "003") as driver:
        await driver.press("2")
        assert driver.status().startswith("no article 2 is open")
        assert driver.focus() == "003"


async def test_without_an_open_article_there_is_no_pane_to_go_to(tmp_path: Path) -> None:
    (tmp_path / "000.txt").write_text("One article is enough here.\n")
    async with drive(tmp_path) as driver:
        for unusable in (NEXT, PREVIOUS):
            await driver.press("down", unusable)
            assert driver.status().startswith("no article is open"), unusable
        await driver.press("1")
        assert driver.status().startswith("no article 1 is open")
        assert driver.focus() == "list"


async def test_the_list_is_hidden_and_shown_and_gone_to(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        narrow = max(len(row) for row in driver.pane_rows())
        await driver.press(TOGGLE)
        assert "articles 5" not in driver.screen_text()
        assert max(len(row) for row in driver.pane_rows()) > narrow, "the panes take its room"
        assert driver.focus() == "000"
        await driver.press(TOGGLE)
        assert "articles 5" in driver.screen_text()
        await driver.press(LIST, TOGGLE)
        assert "articles 5" not in driver.screen_text()
        assert driver.focus() == "000", "keys go to the pane when the list hides"
        await driver.press(LIST)
        assert "articles 5" in driver.screen_text(), "going there shows it"
        assert driver.focus() == "list"
        assert driver.list_cursor() == "000"


async def test_quitting_keeps_everything_and_a_half_typed_note_is_offered_again(
    corpus_copy: Path,
) -> None:
    first = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", "003", caret=first) as driver:
        await driver.press("e", "m")
        await driver.type("half a no")
        await driver.press(QUIT)
        assert not driver.app.is_running
    async with drive(corpus_copy, places=kept_places(corpus_copy)) as driver:
        assert [heading.split()[1] for heading in driver.headings()] == ["000", "003"]
        assert driver.focus() == "000"
        assert driver.caret() == first
        assert driver.status().startswith("a half-typed note waits on error “Ministry”")
        await driver.press("m")
        assert driver.prompt() == "note: half a no"
        await driver.press("end", "t", "e", "enter")
        assert driver.marks()[0].note == "half a note"
        await driver.press("m")
        assert driver.prompt() == "note: half a note"


async def test_quitting_keeps_carets_current_pane_and_whether_the_list_is_hidden(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press("w", "w", NEXT, "}", "}", TOGGLE, QUIT)
    async with drive(corpus_copy, places=kept_places(corpus_copy)) as driver:
        assert "articles 5" not in driver.screen_text()
        assert driver.focus() == "003"
        assert driver.caret() == text_of(corpus_copy, "003").index("Share This Post")
        await driver.press(PREVIOUS)
        assert driver.caret() == text_of(corpus_copy, "000").index("signal to Washington")
