"""The key that exports: a format is chosen, a place typed, and keys go on while it is written."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Timer
from time import sleep

import pytest

from annotations import formats as registry
from annotations.files import Batch
from annotations.formats import formats
from annotations.formats.format import Document, File, Format, Losses, Options
from annotations.store import STORE_FOLDER, FileStore
from tests.screen.driving import Driver, drive
from tests.screen.keys import key
from tui.cli.main import main

EXPORT = key("program.export")
SIZES = [(160, 45), (100, 30), (80, 24), (40, 12), (20, 5)]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to export to, where the program is started."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class Slow:
    """A format that is written only as far as it is let, and loses a mark."""

    def __init__(self) -> None:
        self.is_let = Event()
        self.has_begun = Event()

        self.waits_at = "articles"

    def write(
        self, documents: Iterable[Document], _options: Options, losses: Losses
    ) -> Iterator[File]:
        losses.add("left out: for a test")
        yield File("", self._pieces(documents))

    def write_folder(
        self, documents: Iterable[Document], _options: Options, _losses: Losses
    ) -> Iterator[File]:
        yield File("in/it", self._pieces(documents))

    def _pieces(self, documents: Iterable[Document]) -> Iterator[bytes]:
        if self.waits_at == "articles":
            for document in documents:
                yield document.doc_id.encode()
                self._wait()
            return
        whole = b"".join(document.doc_id.encode() for document in documents)
        if self.waits_at == "first piece":
            self._wait()
        yield whole
        if self.waits_at == "last piece":
            self._wait()

    def _wait(self) -> None:
        self.has_begun.set()
        assert self.is_let.wait(30)


def write_tree(documents: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
    for document in documents:
        yield File(document.doc_path, ((document.text or "").encode(),))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Its format `slow`, as a file and as a folder, and a folder format `tree`."""
    made = Slow()
    known = {
        **formats(),
        "slow": Format("slow", "takes its time", ".slow", made.write),
        "slow-folder": Format("slow-folder", "takes its time", "", made.write_folder),
        "tree": Format("tree", "a file an article", "", write_tree),
    }
    monkeypatch.setattr(registry, "formats", lambda: known)
    return made


async def exported(driver: Driver) -> None:
    await driver.until(lambda: driver.status().startswith("exported"))


def as_jsonl(folder: Path) -> bytes:
    return b"".join(found.to_line() for found in FileStore(folder / STORE_FOLDER).everything())


async def test_a_format_is_chosen_and_all_marks_are_written(
    corpus_copy: Path, elsewhere: Path
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT)
        shown = driver.screen_text()
        for it in formats().values():
            assert f" {it.name} " in shown
            assert it.summary[:20] in shown
        await driver.press("enter")
        assert driver.prompt().startswith("export jsonl to:")
        assert driver.prompt().endswith("corpus.jsonl")
        await driver.press("enter")
        await exported(driver)
        assert driver.status().startswith("exported 1 mark of 1 article to ")
    assert (elsewhere / "corpus.jsonl").read_bytes() == as_jsonl(corpus_copy)


async def test_marks_that_can_not_be_read_are_told_as_on_the_command_line(
    stressed: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, path in enumerate(sorted((stressed / STORE_FOLDER / "marks" / "bob").iterdir())):
        path.write_bytes(path.read_bytes()[:300])
        main(["export", str(stressed), "-o", str(elsewhere / "corpus.jsonl")])
        said = capsys.readouterr().err.splitlines()
        wanted = said[0].removeprefix("sidemark: ")
        if number:
            wanted += " (and 1 more: sidemark check)"
        async with drive(stressed, "000", size=(700, 45)) as driver:
            await driver.press(EXPORT, "enter", "enter", "enter")
            await exported(driver)
            assert driver.status().startswith("exported ")
            assert f"corpus.jsonl; {wanted}" in driver.status()
        assert len(said) == number + 1


async def test_a_file_is_replaced_only_after_asking(corpus_copy: Path, elsewhere: Path) -> None:
    written = elsewhere / "corpus.jsonl"
    written.write_text("old")
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, "enter", "enter")
        assert driver.prompt().startswith("exists, enter replaces it:")
        await driver.press("escape")
        assert written.read_text() == "old"
        await driver.press(EXPORT, "enter", "enter", "enter")
        await exported(driver)
        assert written.read_bytes() == as_jsonl(corpus_copy)


async def test_another_name_typed_instead_is_asked_about_anew(
    corpus_copy: Path, elsewhere: Path
) -> None:
    for name in ("corpus.jsonl", "other"):
        (elsewhere / name).write_text("old")
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, "enter", "enter", "ctrl+u", *"other", "enter")
        assert driver.prompt().startswith("exists, enter replaces it:")
        await driver.press("escape")
    assert {it.read_text() for it in elsewhere.iterdir()} == {"old"}


async def test_keys_typed_ahead_choose_name_and_go_on(corpus_copy: Path, elsewhere: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press_at_once(
            "c", EXPORT, *"csv", "enter", "ctrl+u", *"mine.csv", "enter", "w", "e"
        )
        await driver.until((elsewhere / "mine.csv").exists)
        assert [mark.label for mark in driver.marks()] == ["claim", "error"]
    assert (elsewhere / "mine.csv").read_bytes().startswith(b'\xef\xbb\xbf"schema"')


async def test_arrows_and_typing_find_a_format(
    corpus_copy: Path, elsewhere: Path, slow: Slow
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press(EXPORT, "down", "down", "up", "enter")
        assert driver.prompt().startswith(f"export {list(registry.formats())[1]} to:")
        await driver.press("escape", EXPORT, *"pandas jq", "enter")
        assert driver.prompt().startswith("export jsonl to:")
        await driver.press("escape", EXPORT, *"tree", "enter")
        assert driver.prompt().endswith("corpus-tree")
        await driver.press("escape", EXPORT, *"zzz")
        assert "no format fits" in driver.screen_text()
        await driver.press("enter")
        assert "no format fits" in driver.screen_text()
        await driver.press("ctrl+u", "pagedown", "pagedown", "enter")
        assert driver.prompt().startswith(f"export {list(registry.formats())[-1]} to:")


async def test_escape_leaves_without_an_export(corpus_copy: Path, elsewhere: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press_at_once(EXPORT, "escape", "c")
        assert driver.focus() == "000"
        assert [mark.label for mark in driver.marks()] == ["claim"]
        await driver.press(EXPORT, "enter", "escape", "escape")
        assert driver.focus() == "000"
    assert list(elsewhere.iterdir()) == []


async def test_a_folder_is_written_and_never_replaced(
    corpus_copy: Path, elsewhere: Path, slow: Slow
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, *"tree", "enter", "enter")
        await exported(driver)
        assert len(list((elsewhere / "corpus-tree").iterdir())) == 5
        await driver.press(EXPORT, *"tree", "enter", "enter")
        said = "is there already, with files in it"
        await driver.until(lambda: said in f"{driver.status()} {driver.notices()}")
    assert len(list((elsewhere / "corpus-tree").iterdir())) == 5


async def test_keys_go_on_while_it_is_written_and_losses_are_told(
    corpus_copy: Path, elsewhere: Path, slow: Slow
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, *"slow", "enter", "enter")
        await driver.until(lambda: "exporting 0 %" in driver.status())
        await driver.press("w", "e")
        assert [mark.label for mark in driver.marks()] == ["claim", "error"]
        assert not (elsewhere / "corpus.slow").exists()
        await driver.press(EXPORT)
        assert driver.status().startswith("still exporting to ")
        slow.is_let.set()
        await exported(driver)
        told = "; but 1 mark left out: for a test"
        await driver.until(lambda: told in f"{driver.status()} {driver.notices()}")
        assert "exporting" not in driver.status()
    assert [it.name for it in elsewhere.iterdir()] == ["corpus.slow"]


@pytest.mark.parametrize("at", ["articles", "first piece", "last piece"])
@pytest.mark.parametrize("name", ["slow", "slow-folder"])
async def test_an_export_under_way_is_ended_by_leaving_and_leaves_nothing(
    corpus_copy: Path,
    elsewhere: Path,
    slow: Slow,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    name: str,
) -> None:
    monkeypatch.setattr("tui.screens.exporting._LEAVING_PATIENCE", 0.05)
    slow.waits_at = at
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, *name, "enter", "enter")
        assert slow.has_begun.wait(30)
        await driver.press("ctrl+q")
        assert "was not written: the export had not come to its end" in driver.app.unexported
        slow.is_let.set()
        exporting = driver.app.reader._exporting
        assert exporting is not None
        assert exporting.future.exception(30) is not None
    assert list(elsewhere.iterdir()) == []


async def test_an_export_that_takes_its_place_while_one_leaves_is_written_and_told_so(
    corpus_copy: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, has_begun = Batch.swap, Event()

    def swap_late(batch: Batch) -> None:
        has_begun.set()
        sleep(0.2)
        swap(batch)

    monkeypatch.setattr("tui.screens.exporting._LEAVING_PATIENCE", 0.01)
    monkeypatch.setattr(Batch, "swap", swap_late)
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, "enter", "enter")
        assert has_begun.wait(30)
        await driver.press("ctrl+q")
        assert driver.app.unexported == ""
        assert (elsewhere / "corpus.jsonl").exists()


async def test_an_export_that_fails_while_one_leaves_is_told(
    corpus_copy: Path, elsewhere: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap_never(_batch: Batch) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Batch, "swap", swap_never)
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, *"slow", "enter", "enter")
        assert slow.has_begun.wait(30)
        Timer(0.1, slow.is_let.set).start()
        await driver.press("ctrl+q")
        assert "No space left on device" in driver.app.unexported
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
async def test_a_pipe_is_not_written_to(corpus_copy: Path, elsewhere: Path) -> None:
    os.mkfifo(elsewhere / "pipe")
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, "enter", "ctrl+u", *"pipe", "enter")
        said = "pipe is a pipe or a device"
        await driver.until(lambda: said in f"{driver.status()} {driver.notices()}")
        await driver.press("ctrl+q")
    assert [it.name for it in elsewhere.iterdir()] == ["pipe"]


async def test_an_export_is_waited_for_at_the_end(corpus_copy: Path, elsewhere: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press_at_once("c", EXPORT, "enter", "enter", "ctrl+q")
        assert driver.app.unexported == ""
    assert (elsewhere / "corpus.jsonl").read_bytes() == as_jsonl(corpus_copy)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("no/x", "can't be written: No such file or directory"),
        (".", "is a folder. Name a file in it."),
        ("{corpus}/new.md", "would be taken for one"),
        ("{corpus}/.sidemark/history/ana.jsonl", "is where marks are kept"),
    ],
)
async def test_a_place_that_can_not_be_written_to_is_told(
    corpus_copy: Path, elsewhere: Path, typed: str, said: str
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", EXPORT, "enter", "ctrl+u")
        await driver.type(typed.format(corpus=corpus_copy))
        await driver.press("enter")
        await driver.until(lambda: said in f"{driver.status()} {driver.notices()}")
        assert driver.focus() == "000"


@pytest.mark.parametrize("size", SIZES)
async def test_every_format_is_reached_in_a_window_of_any_size(
    corpus_copy: Path, elsewhere: Path, size: tuple[int, int]
) -> None:
    names = list(formats())
    async with drive(corpus_copy, "000", size=size) as driver:
        await driver.press(EXPORT)
        for number, name in enumerate(names):
            assert f" {name}" in driver.screen_text()
            if number + 1 < len(names):
                await driver.press("down")
        await driver.press("enter")
        assert driver.app.reader.prompt.is_open


async def test_a_format_can_be_clicked_on(corpus_copy: Path, elsewhere: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(EXPORT)
        rows = driver.screen_text().split("\n")
        (y,) = [number for number, row in enumerate(rows) if " csv " in row]
        await driver.pilot.click(offset=(rows[y].index(" csv ") + 2, y))
        await driver.settle()
        assert driver.prompt().startswith("export csv to:")
