"""No text, name, note or label can command the terminal: every byte that it gets is looked at."""

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
import regex

from annotations.store import STORE_FOLDER, FileStore
from annotations.text.span import Span
from tests.making import make_editor
from tests.screen.driving import corpus_of
from tests.screen.test_real_terminal import (
    ALTERNATE_SCREEN_OFF,
    CTRL_Q,
    ENTER,
    ESCAPE,
    TAB,
    Terminal,
    terminal,
)
from tui.config import config_path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
C0 = "".join(map(chr, range(1, 32))) + "\x7f"
C1 = "".join(map(chr, range(0x80, 0xA0)))
SEQUENCES = (
    "\x1b]0;owned\x07 \x1b]2;owned\x1b\\ \x9d0;owned\x9c \x1b]52;c;b3duZWQ=\x07 \x1b]8;;http://x\x07"
    " \x1b[31m \x9b31m \x1b[2J \x1b[6n \x1b[?1049l \x1bP+q544e\x1b\\ \x90q#0\x9c \x1b_Gf\x1b\\"
    " \x9fG\x9c \x1b^pm\x1b\\ \x1bXsos\x1b\\ \x1bc \x1b7 \x1b(0 \x0e \x1b%@"
)
UNSEEN = (
    "\u2028\u2029\u200b\u2060\ufeff\xad\u3164\uffa0\u034f\ufe0f\ufe0e\U000e0100"
    "\U000e0001\U000e0041\U000e007f\ufff9\ufffa\ufffb\ufdd0\ufffe\uffff\U0010ffff\ue000\U000f0000"
    "\u0600\u06dd\u070f\u180e\U0001bca0\U0001d173\u0378\U0003ffff"
)
NASTY = f"{SEQUENCES} [bold]{BIDI} {UNSEEN} {C1} שלום {BIDI} مرحبا {C0.replace(chr(10), '')} end"
NASTY_NAME = "\x1b]0;owned\x07\x9b31m\u202e\u2066\U000e0041\x7f\r\n[b]"
NOT_UTF8 = f"{NASTY_NAME}\udcff\udc9b"

CTRL_E, CTRL_P = "\x05", "\x10"
# What Textual writes, but none of those above.
ALLOWED_SEQUENCES = re.compile(
    "\x1b(?:"
    r"\[(?!31m)[0-9;]*m|\[\d+;\d+H|"
    r"\[\?(?:25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]|\[\?7[hl]|"
    r"\[\?(?:2026|2048)\$p|\[[<>]\d*u|\[\?u|"
    "\\](?:52;c;(?!b3duZWQ=)[A-Za-z0-9+/=]*|22;[a-z-]*)\x07)"
)
WITHIN_WORDS = frozenset("\u200c\u0600\u06dd\u070f")
"""Formatting characters that letters are written with: a non-joiner, signs over numbers."""


RIGHT_TO_LEFT = r"[\p{bc=R}\p{bc=AL}]"
FENCE = re.compile(r"\u200e(?=\x1b\[0m)")
"""The mark that the program itself sets at the end of what runs from right to left."""


def unfenced(output: bytes) -> list[str]:
    """Where text from right to left is followed by another pane or row and no mark between."""
    rows = re.split(r"\x1b\[\d+;\d+H|\n", output.decode("utf-8"))
    # The last one may not have come to its end yet.
    pieces = [piece for row in rows[:-1] for piece in ALLOWED_SEQUENCES.sub("", row).split("│")]
    # A notice stands at the right edge of the screen: nothing comes behind it.
    return [
        it
        for it in pieces
        if regex.search(rf"{RIGHT_TO_LEFT}[^\u200e]*\Z", it) and not it.startswith("▌")
    ]


def complaints(output: bytes) -> list[str]:
    """What stands in the output and is neither text nor one of Textual's own sequences."""
    rest = ALLOWED_SEQUENCES.sub("", FENCE.sub("", output.decode("utf-8")))
    return [
        f"U+{ord(found):04X} in {rest[max(0, place - 30) : place + 30]!r}"
        for place, found in enumerate(rest)
        if found not in WITHIN_WORDS | {"\r", "\n"}
        and (unicodedata.category(found)[0] == "C" or unicodedata.category(found) in ("Zl", "Zp"))
    ]


@pytest.fixture
def hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which everything that can be hostile is, and which is the present one."""
    folder = tmp_path / f"corpus {NOT_UTF8}"
    folder.mkdir()
    name = f"000 {NASTY_NAME}.txt"
    (folder / name).write_text(f"{NASTY}\nTwo. {NASTY}", encoding="utf-8", newline="")
    (folder / f"5{NOT_UTF8}.txt").write_text(NASTY, encoding="utf-8", newline="")
    (folder / f"4{NASTY_NAME}.txt").write_text(NASTY, encoding="utf-8", newline="")
    (folder / f"1{NASTY_NAME}.md").write_bytes(b"lone surrogates \xed\xa0\x80\xed\xb0\x80")
    (folder / f"2{NASTY_NAME}.txt").write_bytes(b"nul \0")
    (folder / f"3{NASTY_NAME}.txt").write_bytes(b"")
    _mark(folder, name)
    monkeypatch.chdir(folder)
    damaged = folder / STORE_FOLDER / "marks" / f"damaged {NOT_UTF8}"
    damaged.mkdir()
    (damaged / f"{NASTY_NAME}.json").write_text(f'{{"{NASTY}')
    return folder


def _mark(folder: Path, name: str) -> None:
    """Marks of somebody else with a hostile name, label and note; of one's own with a note."""
    article = corpus_of(folder).load(name)
    store = FileStore(folder / STORE_FOLDER)
    for annotator, label in ((f"mallory{BIDI}{UNSEEN}", f"evil{BIDI}{UNSEEN}"), ("ana", "claim")):
        editor = make_editor(store, annotator)
        mark, _ = editor.tag(article, Span(0, 200), label)
        editor.set_note(mark, NASTY)
    store.close()


def test_nothing_shown_on_the_screen_commands_the_terminal(hostile_folder: Path) -> None:
    paste = f"\x1b[200~{NASTY.replace(chr(27), '')}\x1b[201~"
    with terminal(hostile_folder, 120, 40) as tty:
        tty.wait_for("000 ␛]0;owned␇", "it holds NUL bytes", "it is not UTF-8")
        tty.press("jjjjjg" + ENTER)
        tty.wait_for("sentence 1/")
        for keys, expected in (
            ("sc", "saved"),
            ("m" + paste, "note:"),
            (ENTER, "note kept"),
            ("a", "marks in this article"),
            ("evil", "1 of 3 marks in this article"),
            (ENTER, "no marks in this article"),
            ("m", "can't be changed"),
            ("/" + paste, "no hit"),
            (ENTER, "is not in this article"),
            ("/" + paste, "no hit"),
            (ESCAPE, "sentence 1/"),
            ("a", "marks in this article"),
            (TAB, "marks in all articles"),
            ("evil" + paste, "0 of 3 marks in all articles"),
            (ESCAPE, "no marks in all articles"),
            ("M", "Matrix: "),
            ("lhs", "has something of the row"),
            ("M", "no Matrix:"),
            ("sy", "copied"),
            (CTRL_E, "Export —"),
            (ENTER, "export jsonl to:"),
            (ENTER, "exported"),
            ("?", "Keys — esc closes"),
            (ESCAPE, "no Keys"),
            ("u", "undone"),
            ("0j ", "000"),
        ):
            tty.press(keys)
            see(tty, expected)
        assert unfenced(tty.output) == []
        tty.press(CTRL_P + paste)
        see(tty, "No matches")
        tty.press(ESCAPE)
        see(tty, "no No matches")
        tty.resize(80, 24)
        tty.wait_for("1 000")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
    assert tty.output.count(ALTERNATE_SCREEN_OFF) == 1
    assert "שלום" in tty.output.decode()
    assert complaints(tty.output) == []


def test_differences_of_hostile_passages_command_nothing(hostile_folder: Path) -> None:
    with terminal(hostile_folder, 120, 40) as tty:
        tty.wait_for("000 ␛]0;owned␇", "it holds NUL bytes", "it is not UTF-8")
        for keys, expected in (
            (ENTER, "sentence 1/"),
            ("0jjjj ", "2 ␛]0;owned␇"),
            ("1gp=", "selected"),
            ("2gpD", "◆"),
            ("D", "hides the differences"),
            ("A", "names are compared"),
            ("!", "sentences are only in"),
        ):
            tty.press(keys)
            see(tty, expected)
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
    assert unfenced(tty.output) == []
    assert complaints(tty.output) == []


def see(tty: Terminal, expected: str) -> None:
    """Wait until something stands on the screen or, after `no`, does not."""
    part = expected.removeprefix("no ")
    tty.wait_until(lambda: (part in tty.text()) is (part == expected), expected)


COMMANDS = """
import json, sys
from tui.cli.main import main
for words in json.loads(sys.argv[1]):
    main([*words, *sys.argv[2:]])
print("all of it")
"""


def test_nothing_told_on_the_command_line_commands_the_terminal(hostile_folder: Path) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(json.dumps(NASTY) + " = 1", encoding="utf-8")
    words = [
        ["stats"], ["stats", "--json"], ["log"], ["log", "--json"], ["check"], ["check", "--json"],
        ["export"], ["export", "-o", "out.jsonl"], ["export", "-o", f"no/{NOT_UTF8}"],
        ["matrix", "--all"], ["matrix", "--doc", NASTY], ["matrix", "--annotator", NASTY],
        *(["matrix", "--all", "--format", name] for name in ("md", "csv", "json", "html")),
        ["export", "--format", NASTY], ["stats", "--store", NOT_UTF8], ["log", "--limit", NASTY],
        ["export", "-" + NOT_UTF8], ["--annotator", NASTY], ["--max-files", NASTY],
        ["-" + NOT_UTF8],
        [NOT_UTF8], [],
    ]  # fmt: skip
    with terminal(hostile_folder, program=("-c", COMMANDS, json.dumps(words))) as tty:
        assert tty.wait_for_end() == 0
    told = tty.output.decode()
    for part in (
        "6 articles", "invalid choice", "is no count", "is no folder", "unrecognized arguments",
        "without controls", "config.toml can't be used", "exported 2 marks", "all of it",
    ):  # fmt: skip
        assert part in told
    assert complaints(tty.output) == []


@pytest.mark.parametrize("sequence", [*SEQUENCES.split(" "), *BIDI, *C1, *C0.replace("\n", "")])
def test_what_would_command_a_terminal_is_found_in_its_output(sequence: str) -> None:
    assert (complaints(f"\x1b[0m{sequence}x".encode()) != []) is (
        sequence not in ("\x1b[?1049l", "\r")
    )
