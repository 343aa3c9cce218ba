"""A few pictures of the whole screen; what it says and marks is tested elsewhere.

`pytest tests/screen/test_snapshots.py --snapshot-update` draws them anew: look at each first.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.linked import link_articles
from tests.screen.driving import Driver, driver_of, make_app, places_of, text_of
from tests.screen.test_keys_differing import folder_of
from tui.config import Config

# The plugin sets this when the tests begin, and reads it after each of them.
REPORTS = "TEXTUAL_SNAPSHOT_TEMPDIR"
_REPORTS_FOLDER = os.environ.get(REPORTS, "")


@pytest.fixture(autouse=True)
def _reports_folder(_own_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the plugin back its setting, which is unset with the user's own ones."""
    monkeypatch.setenv(REPORTS, _REPORTS_FOLDER)


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[None],
        terminal_size: tuple[int, int] = ...,
        run_before: Callable[[Pilot[None]], object] | None = ...,
    ) -> bool: ...


def picture(
    compare: Compare,
    folder: Path,
    *names: str,
    size: tuple[int, int],
    keys: str = "",
    caret: int = 0,
    config: Config | None = None,
) -> bool:
    """Compare the screen, after these keys, to the picture of it."""
    places = places_of(folder, *names, caret=caret)
    app = make_app(folder, places, config or Config())

    async def run_before(pilot: Pilot[None]) -> None:
        driver: Driver = await driver_of(app, pilot, folder)
        # One after the other: what a thread finds out is said when it is found.
        for key in keys.split():
            await driver.press(key)

    return compare(app, terminal_size=size, run_before=run_before)


def test_the_list_at_100_by_30(snap_compare: Compare, corpus_copy: Path) -> None:
    assert picture(snap_compare, corpus_copy, size=(100, 30), keys="j j")


def test_two_articles_with_nested_marks_at_160_by_45(
    snap_compare: Compare, corpus_copy: Path
) -> None:
    start = text_of(corpus_copy, "000").index("Monday and Tuesday, said")
    keys = "c d w w d W W W W W W q ) ) e ) w w W W W e tab / compromise enter q m n o enter c [ ["
    assert picture(snap_compare, corpus_copy, "000", "003", caret=start, size=(160, 45), keys=keys)


def test_one_article_with_tabs_at_80_by_24(snap_compare: Compare, corpus_copy: Path) -> None:
    assert picture(
        snap_compare, corpus_copy, "001", "002", size=(80, 24), keys="} } } c w w e v w w w"
    )


def test_the_light_theme_at_160_by_45(snap_compare: Compare, corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Monday and Tuesday, said")
    config = Config(theme="light")
    assert picture(
        snap_compare,
        corpus_copy,
        "000",
        "004",
        caret=start,
        size=(160, 45),
        keys="c d w w e ) d ) ) ) q tab } s",
        config=config,
    )


def test_the_help_at_100_by_30(snap_compare: Compare, corpus_copy: Path) -> None:
    assert picture(snap_compare, corpus_copy, "000", size=(100, 30), keys="?")


WIRE = (
    "Ferry sinks off Odda\n\nAt least 31 people drowned on Monday when a ferry sank off Odda, the "
    "coast guard said; 24 were saved, and 1.5 million litres of oil leaked.\n\nBakers in Lyon sold "
    "more bread than in any year before.\n"
)
DAILY = (
    "Odda mourns\n\nThu Jan 11, 2024\n\nTwenty-nine people drowned when a ferry sank off Odda on "
    "the 8th, said the coast guard; twenty-four were saved.\n"
)


def test_differences_at_160_by_45(snap_compare: Compare, tmp_path: Path) -> None:
    folder, caret = folder_of(tmp_path, WIRE, DAILY), WIRE.index("At least")
    assert picture(snap_compare, folder, "000", "001", caret=caret, size=(160, 45), keys="D")


def test_differences_in_the_light_theme_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    folder, caret = folder_of(tmp_path, WIRE, DAILY), WIRE.index("At least")
    assert picture(
        snap_compare,
        folder,
        "000",
        "001",
        caret=caret,
        size=(80, 24),
        keys="D",
        config=Config(theme="light"),
    )


def test_the_matrix_at_100_by_30(snap_compare: Compare, corpus_copy: Path) -> None:
    link_articles(corpus_copy)
    assert picture(snap_compare, corpus_copy, "003", "004", size=(100, 30), keys="M j j j l l l l")


def test_follow_at_160_by_45(snap_compare: Compare, corpus_copy: Path) -> None:
    assert picture(snap_compare, corpus_copy, "000", "003", size=(160, 45), keys="} f")
