"""The bar on standard error: late, only on a terminal, and gone in the end."""

import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tui.cli.progress import watched


class Screen(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setattr("tui.cli.progress.sys", SimpleNamespace(stderr=made))
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as a list of one that a test sets."""
    now = [100.0]
    monkeypatch.setattr("tui.cli.progress.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def ticking(clock: list[float], seconds: float, count: int) -> Iterator[int]:
    """Items of which each takes so long."""
    for number in range(count):
        clock[0] += seconds
        yield number


def test_what_is_quick_shows_no_bar(screen: Screen, clock: list[float]) -> None:
    assert list(watched(ticking(clock, 0.01, 20), 20, "exporting", "article")) == [*range(20)]

    assert screen.getvalue() == ""


def test_what_takes_long_shows_how_far_it_is_and_clears_up(
    screen: Screen, clock: list[float]
) -> None:
    assert len(list(watched(ticking(clock, 0.4, 2000), 2000, "exporting", "article"))) == 2000

    first, *_, last, end = screen.getvalue().split("\r\x1b[K")[1:]
    assert first.endswith("─ 1 of 2,000 articles")
    assert last == f"exporting {'━' * 29}─ 1,999 of 2,000 articles"
    assert end == ""


def test_it_is_cleared_where_nobody_asks_for_more(screen: Screen, clock: list[float]) -> None:
    items = watched(ticking(clock, 1, 9), 9, "exporting", "article")
    for _ in range(3):
        next(items)
    items.close()

    assert screen.getvalue().endswith("\r\x1b[K")


def test_nothing_is_written_where_there_is_no_terminal(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(list(watched(ticking(clock, 1, 9), 9, "exporting", "article"))) == 9

    assert capsys.readouterr() == ("", "")
