"""Leaving: by key, by a signal, and when the terminal goes; nothing that was typed is lost."""

import os
import signal
from pathlib import Path

import pytest

from annotations.store import FileStore
from tests.screen.driving import drive, kept_drafts
from tests.screen.test_real_terminal import (
    ALTERNATE_SCREEN_OFF,
    CTRL_Q,
    ENTER,
    Terminal,
    exported,
    terminal,
)

CTRL_E, CTRL_U = "\x05", "\x15"
needs_a_terminal = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")


def type_half_a_note(tty: Terminal) -> None:
    tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
    tty.press(ENTER)
    tty.wait_for("sentence 1/15")
    tty.press("}c")
    tty.wait_for("claim by ana", "saved ✓")
    tty.press("m")
    tty.wait_for("note:")
    tty.press("ask the min")
    tty.wait_for("note: ask the min")


def find_the_draft(folder: Path) -> None:
    """Start again: the article is open at its caret, the mark is there, the draft is offered."""
    with terminal(folder) as tty:
        tty.wait_for("a half-typed note waits on claim")
        tty.press("m")
        tty.wait_for("note: ask the min")
        tty.press(ENTER)
        tty.wait_for("note kept")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
    assert [record["note"] for record in exported(folder)] == ["ask the min"]


@needs_a_terminal
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_keeps_what_was_typed_and_restores_the_terminal(
    corpus_copy: Path, number: int
) -> None:
    with terminal(corpus_copy) as tty:
        type_half_a_note(tty)
        tty.signal(number)
        assert tty.wait_for_end() == 128 + number
        assert "Traceback" not in tty.text()
        assert b"\x1b[?25h" in tty.output[tty.output.rindex(ALTERNATE_SCREEN_OFF) :]
    find_the_draft(corpus_copy)


@needs_a_terminal
def test_a_closed_window_keeps_what_was_typed(corpus_copy: Path) -> None:
    with terminal(corpus_copy) as tty:
        type_half_a_note(tty)
        assert tty.close_window() == 128 + signal.SIGHUP
    find_the_draft(corpus_copy)


@needs_a_terminal
def test_a_window_that_goes_without_a_signal_ends_the_program_too(corpus_copy: Path) -> None:
    with terminal(corpus_copy, controlling=False) as tty:
        type_half_a_note(tty)
        assert tty.close_window() == 128 + signal.SIGHUP
    find_the_draft(corpus_copy)


@needs_a_terminal
def test_a_killed_program_loses_no_more_than_what_was_typed_just_now(corpus_copy: Path) -> None:
    with terminal(corpus_copy) as tty:
        type_half_a_note(tty)
        tty.wait_until(lambda: "ask the min" in kept_drafts(corpus_copy), "draft")
        tty.signal(signal.SIGKILL)
        tty.wait_for_end()
    find_the_draft(corpus_copy)


@needs_a_terminal
def test_what_a_killed_program_left_is_put_in_place_and_told_of(corpus_copy: Path) -> None:
    mark = (
        "import os, sys; from pathlib import Path; "
        "from annotations.workspace import open_workspace; "
        "from annotations.text.span import Span; "
        "workspace = open_workspace([Path(sys.argv[1])], 'ana'); "
        "article = workspace.article(workspace.corpus.doc_paths[0]); "
        "workspace.editor.tag(article, Span(0, 7), 'error'); os._exit(9)"
    )
    with terminal(corpus_copy, program=("-c", mark)) as tty:
        tty.wait_for_end()
    with terminal(corpus_copy, 80, 24) as tty:
        tty.wait_for("recovered 1 change of an earlier run", " 1 E ")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0


async def test_quitting_lets_the_store_go(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []

    def close(store: FileStore) -> str:
        closed.append(str(store.root))
        return "the disk is full: marks wait in the log"

    monkeypatch.setattr(FileStore, "close", close)
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"half", "ctrl+q")
        assert len(closed) == 1
        assert driver.app.return_code == 1
        assert driver.app.close_store() == "the disk is full: marks wait in the log"
        assert len(closed) == 1, "once is enough"
    assert kept_drafts(corpus_copy) == ["half"]


@needs_a_terminal
def test_an_export_that_never_ends_keeps_nobody(corpus_copy: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from threading import Event; from tui.screens import exporting; "
        "from annotations.exporting import Stop; Stop.look = lambda self: Event().wait(); "
        "exporting._LEAVING_PATIENCE = 0.1; "
        "from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    with terminal(corpus_copy, program=("-c", script)) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(CTRL_E)
        tty.wait_for("enter chooses")
        tty.press(ENTER)
        tty.wait_for("export jsonl to:")
        tty.press(f"{CTRL_U}{tmp_path}/out{ENTER}")
        tty.wait_for("exporting 0 %")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 1
        told = tty.output[tty.output.rindex(ALTERNATE_SCREEN_OFF) :]
        assert b"out was not written: the export had not come to its end" in told
        assert b"Traceback" not in told
    assert not (tmp_path / "out").exists()


@needs_a_terminal
def test_what_could_not_be_put_in_place_is_told_after_the_screen(corpus_copy: Path) -> None:
    script = (
        "import sys; from annotations.store import FileStore; "
        "FileStore.close = lambda self: 'the disk is full: marks wait in the log'; "
        "from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    with terminal(corpus_copy, program=("-c", script)) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 1
        told = tty.output[tty.output.rindex(ALTERNATE_SCREEN_OFF) :]
        assert b"sidemark: the disk is full: marks wait in the log" in told
        assert b"Traceback" not in told
