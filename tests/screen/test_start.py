"""What the program shows first, and what it does without until then."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.workspace import open_workspace
from tests.screen.driving import Driver, drive, driver_of, kept_places, path_of, text_of
from tui.app import SidemarkApp
from tui.config import Config
from tui.places import Places

UNTIL_THE_STORE_IS_OPENED = """
import asyncio, json, sys
from pathlib import Path
import tui.cli.leaving, tui.cli.main
from annotations.workspace import open_workspace
from tui.app import SidemarkApp
from tui.config import Config, config_path
from tui.places import load_places

async def main():
    workspace = open_workspace([Path(sys.argv[1])], "ana")
    app = SidemarkApp(workspace, Config(), load_places(Path(sys.argv[2])))
    open_store, found = app.reader.open_store, []
    async def first():
        found.append((sorted(sys.modules), app.reader.pane.view))
        await open_store()
    app.reader.open_store = first
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
    print(json.dumps(found[0]))

asyncio.run(main())
"""


async def start(folder: Path, *names: str, places: Places | None = None) -> Driver:
    """The program as started with these files of a folder, as far as it has come by itself."""
    paths = [folder / path_of(folder, name) for name in names]
    app = SidemarkApp(open_workspace(paths, "ana"), Config(), places or Places())
    async with app.run_test(size=(200, 45), notifications=True) as pilot:
        return await driver_of(app, pilot, folder)


def test_the_first_text_is_shown_before_what_keeps_marks_is_loaded(
    corpus_copy: Path, tmp_path: Path
) -> None:
    path = path_of(corpus_copy, "000")
    places = tmp_path / "places.json"
    places.write_text(json.dumps({"open": [path], "current": path, "carets": {path: 80}}))
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_THE_STORE_IS_OPENED, str(corpus_copy), str(places)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, view = json.loads(done.stdout)
    assert view[0] == 0
    assert view[1] > 80, "what is in the window"
    unwanted = {"pydantic", "tinydb", "regex", "annotations.model", "annotations.store"}
    assert not unwanted & set(loaded)


async def test_files_that_are_named_are_open_in_their_order(corpus_copy: Path) -> None:
    driver = await start(corpus_copy, "003", "000")
    assert driver.opened.order == [path_of(corpus_copy, "003"), path_of(corpus_copy, "000")]
    assert driver.opened.current == path_of(corpus_copy, "003")


async def test_a_named_file_leaves_alone_what_was_open_in_its_folder(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "001") as driver:
        await driver.press("ctrl+q")
    left = kept_places(corpus_copy)
    paths = [corpus_copy / path_of(corpus_copy, "003")]
    app = SidemarkApp(open_workspace(paths, "ana"), Config(), left)
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        driver = await driver_of(app, pilot, corpus_copy)
        assert driver.opened.order == [path_of(corpus_copy, "003")]
        await driver.press("}", "ctrl+q")
    now = kept_places(corpus_copy)
    assert (now.open, now.current) == (left.open, left.current)
    assert now.carets[path_of(corpus_copy, "003")] > 0


@pytest.mark.parametrize("key", ["x", "m"])
async def test_a_key_typed_before_the_marks_are_read_finds_them(
    corpus_copy: Path, key: str
) -> None:
    async with drive(corpus_copy, "000", caret=80) as driver:
        await driver.press("c", "ctrl+q")
    app = SidemarkApp(open_workspace([corpus_copy], "ana"), Config(), kept_places(corpus_copy))
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        driver = Driver(app, pilot, corpus_copy)
        driver._send(key)
        await driver.settle()
        if key == "x":
            assert driver.marks() == []
        else:
            assert driver.prompt().startswith("note:")
    assert text_of(corpus_copy, "000")
