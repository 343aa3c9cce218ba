"""Searching: options, all articles, marks, long texts, and expressions that are bad or explode."""

from pathlib import Path

import pytest

from annotations.history import Operation
from annotations.model import Change
from annotations.store import STORE_FOLDER, FileStore
from tests.screen.driving import Driver, corpus_of, drive, path_of, text_of
from tests.screen.keys import key, keys

SEARCH, NEXT, PREVIOUS = key("find.search"), key("find.next"), key("find.previous")
SCOPE, WORDS, EXPRESSION = key("search.scope"), keys("search.words"), keys("search.expression")
LONG = 3_000_000


def hits(driver: Driver, name: str = "") -> str:
    return driver.hits(name)


@pytest.mark.parametrize("words", WORDS)
async def test_whole_words_are_searched_for_by_a_toggle_that_stays(
    corpus_copy: Path, words: str
) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"us")
        anywhere = driver.prompt_told()
        await driver.press(words)
        assert driver.prompt() == "search, words: us"
        assert driver.prompt_told() not in (anywhere, "no hit")
        assert "f2 words" in driver.screen_text().split("\n")[-1]
        await driver.press("enter", SEARCH)
        assert driver.prompt() == "search, words:"
        await driver.press(words, *"us")
        assert driver.prompt_told().endswith(anywhere.partition(" of ")[2])


@pytest.mark.parametrize("expression", EXPRESSION)
async def test_an_expression_is_searched_for_and_what_is_wrong_with_it_is_told(
    corpus_copy: Path, expression: str
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=5, size=(80, 24)) as driver:
        await driver.press(SEARCH, expression, *"(Jan|Feb")
        assert driver.prompt().startswith("search, regex: (Jan|Feb")
        assert driver.prompt_told() == "bad expression: missing ) at 8"
        await driver.press("enter")
        assert driver.status().startswith("bad expression: missing ) at 8")
        await driver.press(SEARCH, *r"(Jan|Feb) \d+", "enter")
        assert driver.caret() == text.index("Jan 1")
        assert hits(driver).startswith("an 11"), "the caret is on the first letter"


async def test_what_has_no_length_is_not_found(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=5) as driver:
        await driver.press(SEARCH, EXPRESSION[0], "^", "enter")
        assert driver.status().startswith("“^” is not in this article")
        assert driver.caret() == 5


async def told_too_long(driver: Driver) -> None:
    """Try again while it says so, which on a busy machine it does."""
    for _ in range(100):
        if "try again" not in driver.status():
            break
        await driver.press(NEXT)
    assert driver.status().startswith("this expression takes too long: make it simpler")


async def test_an_exploding_expression_is_told_of_and_stops_no_key(corpus_copy: Path) -> None:
    (corpus_copy / "000_bad.txt").write_text("first line\n" + "a" * 30_000 + "!\nlast word\n")
    async with drive(corpus_copy, "000_bad") as driver:
        await driver.press_at_once(SEARCH, EXPRESSION[0], *"(a+)+$")
        assert driver.prompt() == "search, regex: (a+)+$"
        await driver.until(lambda: "takes too long" in driver.prompt_told())
        await driver.press_at_once("enter", "j", "e")
        assert [mark.label for mark in driver.marks()] == ["error"]
        await driver.press(NEXT)
        await told_too_long(driver)
        await driver.press_at_once(SEARCH, *"(a+)+$", "enter")
        await told_too_long(driver)
        await driver.press(SEARCH, EXPRESSION[0], *"last", "enter")
        assert driver.status().startswith("“last”: hit 1 of 1")


async def test_an_empty_enter_repeats_the_last_search(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, "enter")
        assert driver.caret() == 0
        await driver.press(SEARCH, *"china", "enter")
        first = driver.caret()
        await driver.press("escape", SEARCH, "enter")
        assert driver.caret() == text.lower().index("china", first + 1)
        assert driver.status().startswith("“china”: hit 2 of")


async def test_hits_are_found_in_all_articles_one_after_the_other(corpus_copy: Path) -> None:
    texts = {name: text_of(corpus_copy, name) for name in ("000", "001", "002", "003", "004")}
    wanted = "Pentagon"
    having = [name for name, text in texts.items() if wanted in text]
    total = sum(text.count(wanted) for text in texts.values())
    assert 1 < len(having) < 5
    start = having[0]
    async with drive(corpus_copy, start) as driver:
        await driver.press(SEARCH, SCOPE, *wanted)
        assert driver.prompt() == f"search all: {wanted}"
        await driver.until(lambda: f"{total} in {len(having)} articles" in driver.prompt_told())
        assert "…" not in driver.prompt_told()
        await driver.press("enter")
        places = []
        for _ in range(total + 1):
            places.append((driver.focus(), driver.caret()))
            assert "hit" in driver.status()
            await driver.press(NEXT)
        expected = [
            (name, at)
            for name in having
            for at in range(len(texts[name]))
            if texts[name].startswith(wanted, at)
        ]
        assert places == [*expected, expected[0]]
        await driver.press(PREVIOUS, PREVIOUS)
        assert (driver.focus(), driver.caret()) == expected[-1]
        assert len(driver.headings()) == 1, "in the same pane"


async def test_enter_and_a_mark_typed_ahead_go_to_the_hit_in_another_article(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press_at_once(SEARCH, SCOPE, *"Associated", "enter", "e")
        assert driver.focus() == "003"
        (mark,) = driver.marks()
        assert (mark.article, mark.start) == (
            "003",
            text_of(corpus_copy, "003").index("Associated"),
        )


async def test_an_article_that_cannot_be_read_is_passed_over_and_told(corpus_copy: Path) -> None:
    (corpus_copy / "005_bad.txt").write_bytes(b"\xff\xfe\x00Associated")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, SCOPE, *"Associated", "enter")
        await driver.until(lambda: "can't be read" in driver.status())
        assert driver.focus() == "003"
        assert "1 of 1 · 1 in 1 article; 1 article can't be read" in driver.status()
        await driver.press(SEARCH, *"nowhere at all", "enter")
        assert driver.status().startswith(
            "“nowhere at all” is in no article; 1 article can't be read"
        )


async def test_marks_are_searched_by_what_is_in_them(corpus_copy: Path) -> None:
    text, other = text_of(corpus_copy, "000"), text_of(corpus_copy, "003")
    async with drive(
        corpus_copy, "000", caret=text.index("Ministry, p"), carets={"003": 20}
    ) as driver:
        await driver.press("c", "m", *"check [AP]", "enter", "0", "j", "j", "j", "enter")
        await driver.press("e", "m", *"AP too", "enter", "g", SEARCH, SCOPE, SCOPE, *"AP")
        assert driver.prompt() == "search marks: AP"
        await driver.until(lambda: driver.prompt_told() == "2 of 2 marks")
        marked = next(mark for mark in driver.marks() if mark.article == "003")
        assert other[marked.start + 1 : marked.end] in hits(driver), "but the letter at the caret"
        await driver.press("enter")
        assert driver.focus() == "003"
        assert driver.status().startswith("“AP”: 2 of 2 marks · error by ana “AP too”")
        await driver.press(NEXT)
        assert driver.focus() == "000"
        assert driver.status().startswith("“AP”: 1 of 2 marks · claim by ana “check [AP]”")
        await driver.press("x", NEXT)
        assert driver.focus() == "003"
        await driver.press("x", NEXT)
        assert driver.status().startswith("“AP” is in no mark")


async def test_the_scope_goes_around(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"china")
        labels = []
        for _ in range(4):
            labels.append(driver.prompt())
            await driver.press(SCOPE)
        assert labels == ["search: china", "search all: china", "search marks: china", labels[0]]


async def test_a_character_is_painted_whole(corpus_copy: Path) -> None:
    (corpus_copy / "000_zwj.txt").write_text("x a 👩\u200d👩\u200d👧 b cafe\u0301 d")
    async with drive(corpus_copy, "000_zwj") as driver:
        await driver.press(SEARCH, "👩")
        assert driver.prompt_told() == "1 of 1"
        await driver.press("enter", "g")
        assert hits(driver) == "👩👩👧", "as it is shown"
        await driver.press(SEARCH, *"café", "enter", "g")
        assert hits(driver) == "cafe\u0301"


async def test_a_long_text_is_searched_to_its_end_and_counted(corpus_copy: Path) -> None:
    text = "one line of many\n" * (LONG // 17) + "the needle\n" + "more\n" * 1000
    (corpus_copy / "000_long.txt").write_text(text)
    async with drive(corpus_copy, "000_long") as driver:
        await driver.press_at_once(SEARCH, *"needle", "enter", "e")
        (mark,) = driver.marks()
        assert mark.start == text.index("needle"), "the mark waits for the hit"
        await driver.press("g", SEARCH, *"e")
        total = f"{text.count('e'):,}"
        await driver.until(lambda: driver.prompt_told() == f"1 of {total}")
        await driver.press("enter", PREVIOUS)
        assert driver.caret() == text.rindex("e")
        assert driver.status().startswith(f"“e”: hit {total} of {total}")


async def test_the_count_follows_while_the_caret_is_elsewhere(corpus_copy: Path) -> None:
    (corpus_copy / "000_long.txt").write_text("an apple\n" * (LONG // 9))
    async with drive(corpus_copy, "000_long") as driver:
        await driver.press_at_once(SEARCH, *"apple", "enter", NEXT)
        await driver.until(lambda: driver.status().startswith("“apple”: hit 2 of 333,333"))
        await driver.press("l")
        assert "apple" not in driver.status()


async def test_hits_go_on_being_shown_in_an_article_that_is_opened(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"taiwan", "enter", "0", "j", "space")
        assert "Taiwan" in hits(driver, "001")
        await driver.press("2", "escape")
        assert hits(driver, "000") == hits(driver, "001") == ""


async def test_the_palette_offers_no_options_of_a_search_that_is_not_open(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(key("program.palette"))
        await driver.type("Search")
        await driver.until(lambda: "Find text while you type it" in driver.screen_text())
        shown = driver.screen_text()
        assert "whole words" not in shown
        assert "regular expression" not in shown
        assert "Search elsewhere" not in shown


async def test_the_keys_of_a_search_mean_nothing_in_a_note(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"odd", SCOPE, WORDS[0], EXPRESSION[0])
        assert driver.prompt() == "note: odd"
        assert "words" not in driver.screen_text().split("\n")[-1]
        await driver.press("enter", SEARCH)
        assert driver.prompt() == "search:"
        assert path_of(corpus_copy, "000") == driver.opened.current


def copy_marks(folder: Path, annotator: str) -> None:
    """Give another annotator all marks that there are, with their ids."""
    store = FileStore(folder / STORE_FOLDER)
    marks = [it.model_copy(update={"annotator": annotator}) for it in store.everything()]
    store.record(Operation.of("tagged", *(Change(None, mark) for mark in marks)))
    store.close()


async def test_marks_that_were_copied_for_another_annotator_are_gone_to_each(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "w", "w", "w", "e")
    copy_marks(corpus_copy, "bob")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, SCOPE, SCOPE, *"error", "enter")
        told = []
        for _ in range(5):
            told.append((driver.status().split("·")[0], driver.status().split(" by ")[1][:3]))
            await driver.press(NEXT)
        numbers = [f"“error”: {number} of 4 marks " for number in (1, 2, 3, 4, 1)]
        assert told == list(zip(numbers, ("ana", "bob", "ana", "bob", "ana"), strict=True))


async def test_a_hit_in_an_article_that_is_gone_is_passed_over_and_told(corpus_copy: Path) -> None:
    texts = {name: text_of(corpus_copy, name) for name in ("000", "001", "002", "003", "004")}
    having = [name for name, text in texts.items() if "Pentagon" in text]
    here, gone, gone_too = having
    async with drive(corpus_copy, here) as driver:
        await driver.press(SEARCH, SCOPE, *"Pentagon", "enter")
        await driver.until(lambda: "in 3 articles" in driver.status())
        for name in (gone, gone_too):
            corpus_of(corpus_copy).path(path_of(corpus_copy, name)).unlink()
        total = texts[here].count("Pentagon")
        for number in (*range(2, total + 1), 1):
            await driver.press(NEXT)
            assert driver.status().startswith(f"“Pentagon”: hit {number} of {total}")
        assert f"; {gone} can't be opened: " in driver.status()
        assert driver.focus() == here
        await driver.press(PREVIOUS)
        assert driver.status().startswith(f"“Pentagon”: hit {total} of {total}")
        assert f"; {gone_too} can't be opened: " in driver.status()


async def test_marks_of_an_article_that_is_gone_are_passed_over_and_told(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        for name in ("000", "001", "003"):
            await driver.press("0", "g", *("j" * int(name)), "enter", "w", "w", "e", "w", "w", "e")
        corpus_of(corpus_copy).path(path_of(corpus_copy, "001")).unlink()
        await driver.press(SEARCH, SCOPE, SCOPE, *"error", "enter")
        await driver.press("0", "g", "enter", "g")
        told = []
        for step in (NEXT, NEXT, NEXT, NEXT, PREVIOUS, PREVIOUS):
            await driver.press(step)
            told.append((driver.focus(), driver.status().split(":")[1].split(" of ")[0]))
            assert ("001 can't be opened: " in driver.status()) is (len(told) in (3, 6))
        numbers = [("000", 1), ("000", 2), ("003", 5), ("003", 6), ("003", 5), ("000", 2)]
        assert told == [(name, f" {number}") for name, number in numbers]
        corpus_of(corpus_copy).path(path_of(corpus_copy, "003")).unlink()
        await driver.press("x", PREVIOUS, "x", NEXT)
        assert driver.status().startswith("“error”: 001 can't be opened: ")


async def test_the_hit_that_is_counted_looks_otherwise_than_the_others(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"military")
        assert driver.styled(driver.palette.current_hit) == "ilitary", "the caret is on its letter"
        await driver.press("enter")
        first, all_hits = driver.caret_cell(), driver.hits()
        await driver.press(NEXT)
        assert driver.caret_cell() != first
        assert driver.styled(driver.palette.current_hit) == "ilitary"
        assert driver.styled(driver.palette.hit).count("military") == all_hits.count("ilitary") - 1
        await driver.press("l")
        assert driver.styled(driver.palette.current_hit) == ""


async def test_hits_are_seen_in_a_selection(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"military", "enter", "s")
        selection = driver.palette.selection
        assert driver.styled(selection, bold=True, underline=True) == "military military"
        assert len(driver.styled(selection)) > len("military military")


async def test_leaving_a_search_goes_back_to_the_one_before(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000").lower()
    second = text.index("china", text.index("china") + 1)
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH, *"china", "enter")
        before = driver.hits()
        await driver.press(SEARCH, "escape")
        assert driver.hits() == before
        await driver.press(SEARCH, SCOPE, WORDS[0], *"taiwan", "escape")
        assert driver.hits() == before
        await driver.press(NEXT)
        assert driver.status().startswith("“china”: hit 2 of ")
        assert driver.caret() == second
        await driver.press(SEARCH)
        assert driver.prompt() == "search:"
        await driver.press("escape", "escape", SEARCH, *"taiwan", "escape", NEXT)
        assert driver.status().startswith("nothing is searched for"), "it had been left"


async def test_leaving_a_search_goes_back_to_the_one_in_marks(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("e", "w", "w", "e", SEARCH, SCOPE, SCOPE, *"error", "enter")
        await driver.press(SEARCH, *"nothing", "escape", SEARCH, "escape")
        for _ in range(100):
            # On a busy machine the marks have yet to be read again.
            await driver.press(NEXT)
            if driver.status().startswith("“error”: 1 of 2 marks"):
                break
        assert driver.status().startswith("“error”: 1 of 2 marks")


async def test_in_a_small_window_what_is_typed_has_half_of_the_line(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=(20, 5)) as driver:
        await driver.press(SEARCH, SCOPE, WORDS[0], *"taiwan")
        assert driver.prompt() == "all w: taiwan"
        await driver.press(EXPRESSION[0], *"xyz")
        assert driver.prompt() == "all w r: taiwanxyz"


async def test_an_article_that_lost_its_hits_is_passed_over(corpus_copy: Path) -> None:
    for name in ("a", "b", "c"):
        (corpus_copy / f"00{name}.txt").write_text(f"the navy of {name}")
    async with drive(corpus_copy, "00a") as driver:
        await driver.press(SEARCH, SCOPE, *"the navy of", "enter")
        await driver.until(lambda: "3 in 3 articles" in driver.status())
        (corpus_copy / "00b.txt").write_text("nothing any more")
        await driver.press(NEXT)
        assert driver.focus() == "00c"
        assert "in no article" not in driver.status()
