"""`sidemark date`, as a program would call it."""

from pathlib import Path

import pytest

from annotations.store import FileStore
from tests.cli.running import ARTICLES, Done, Run, one_line


def given(folder: Path) -> list[tuple[str, str]]:
    store = FileStore(folder / ".sidemark")
    return [(it.annotator, it.day.isoformat()) for it in store.given_dates(ARTICLES[4])]


def test_it_tells_the_date_that_an_article_states_and_writes_nothing(
    here: Run, corpus_copy: Path
) -> None:
    (corpus_copy / "005_latin.txt").write_bytes("Café".encode("latin-1"))
    done = here("date", corpus_copy)

    assert done.stdout.splitlines() == [
        "000  2024-01-11, stated in the text",
        "001  no date stated",
        "002  2021-11-25, stated in the text",
        "003  no date stated",
        "004  no date stated",
    ]
    assert done.returncode == 1
    assert "005_latin.txt: it is not UTF-8" in one_line(done.stderr)
    assert here("date", corpus_copy, "--article", "002").stdout == done.stdout.splitlines(True)[2]
    assert not (corpus_copy / ".sidemark").exists()


@pytest.mark.parametrize("name", ["004", ARTICLES[4], ARTICLES[4].removesuffix(".txt")])
def test_it_gives_a_date_and_takes_it_away(name: str, here: Run, corpus_copy: Path) -> None:
    def date(day: str, annotator: str) -> Done:
        words = "--article", name, "--day", day, "--annotator", annotator
        return here("date", corpus_copy, *words)

    done = date("22 Dec 2023", "ana")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "004  2023-12-22, given by ana\n"
    assert given(corpus_copy) == [("ana", "2023-12-22")]
    assert date("", "bob").stdout == done.stdout
    assert given(corpus_copy) == [("ana", "2023-12-22")], "that of another stays"
    assert date("", "ana").stdout == "004  no date stated\n"
    assert given(corpus_copy) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--article=004", "--day=soon"), "no such day: type it as 2024-01-10 or 10 Jan 2024"),
        (("--article=004", "--day=10.1.2024"), "which is the month?"),
        (("--article=009", "--day=2024-01-10"), "no article is called 009: name it by its path"),
        (("--article=x\x1b]0;x\x07",), "no article is called x"),
        (("--day=2024-01-10",), "whose day is it? Name the article with --article."),
    ],
)
def test_what_can_not_be_done_is_said_in_a_line_and_nothing_is_written(
    words: tuple[str, ...], said: str, here: Run, corpus_copy: Path
) -> None:
    done = here("date", corpus_copy, *words)

    assert (done.returncode, done.stdout) == (1, "")
    assert one_line(done.stderr).startswith(f"sidemark: {said}")
    assert "\x1b" not in done.stderr
    assert not (corpus_copy / ".sidemark").exists()


def test_of_two_articles_of_one_number_the_path_has_to_be_named(
    here: Run, corpus_copy: Path
) -> None:
    (corpus_copy / "004_more.txt").write_text("Another of the same number\n")
    done = here("date", corpus_copy, "--article", "004")
    assert done.stderr.startswith("sidemark: 2 articles are called 004")
    told = here("date", corpus_copy, "--article", "004_more").stdout
    assert told == "004  no date stated\n"
