"""How fast the screen is on a real terminal, beside `vim -R` and `less` on the same file.

Programs that are compared run at the same time, each on a terminal of 160 by 45, and get their
keys in turns, so that a busy machine slows them all. A key takes until the last byte of what it
changes on the screen. `python benchmarks/reader.py [--keys N] [--starts N] [--only WORD]`
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from terminal import Painted, Terminal

from annotations.corpus import find_corpus
from annotations.history import Operation
from annotations.labels import LABELS
from annotations.model import Annotation, Change, new_id, placement, utc_now
from annotations.store import STORE_FOLDER, FileStore
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span
from tui.places import Places, places_path, save_places

_SEEDS = Path(__file__).parent.parent / "seeds"
_SHORT, _LONG = 5_000, 10_000_000
"""Lengths of articles, in code points."""
_MARKS = 10_000
_VERSIONS, _VERSION_WORDS = 20, 500
_MIDDLE = "MIDDLEOFTHEARTICLE"
"""A word that stands beside the caret when an article is opened."""
_RIGHT, _DOWN, _UP, _PAGE = b"\x1b[C", b"\x1b[B", b"\x1b[A", b"\x1b[6~"
_SIDEMARK = [sys.executable, "-m", "tui.cli.main"]
_SMALLEST = """
from textual.app import App
from textual.widgets import Static

class Smallest(App):
    def compose(self):
        yield Static("SMALLESTAPP")

Smallest().run()
"""
Rows = list[tuple[str, str, str]]
"""What was measured, what came out, and what is wanted."""


def text_of(length: int) -> str:
    """News prose of so many code points, with a word in the middle to wait for."""
    prose = "\n".join(path.read_text("utf-8-sig") for path in sorted(_SEEDS.glob("*.txt"))) + "\n"
    text = (prose * (length // len(prose) + 1))[:length]
    middle = text.index(" ", length // 2) + 1
    return f"{text[:middle]}{_MIDDLE} {text[middle:]}"


def leave_open(folder: Path) -> None:
    """Let all articles of a folder be open at the next start, the caret of each in its middle."""
    names = sorted(path.name for path in folder.glob("*.txt"))
    text = (folder / names[0]).read_text()
    # The caret's character is painted by itself, so the word has to begin behind it.
    caret = text.index(_MIDDLE) - 2
    places = Places(open=names, current=names[0], carets=dict.fromkeys(names, caret))
    if problem := save_places(places_path(folder, "ana"), places):
        raise OSError(problem)


def make_corpus(folder: Path, articles: int, length: int, marks: int = 0) -> Path:
    """A folder of so many articles of one text, each with so many marks."""
    folder.mkdir()
    text = text_of(length)
    names = [f"{number}.txt" for number in range(articles)]
    for name in names:
        (folder / name).write_text(text)
    if marks:
        store = FileStore(folder / STORE_FOLDER, in_background=False)
        for name in names:
            store.record(Operation.of("imported", *_marks(folder, name, marks)))
        store.close()
    return folder


def _marks(folder: Path, name: str, count: int) -> Iterator[Change]:
    article, now = find_corpus([folder]).load(name), utc_now()
    for number in range(count):
        start = number * (len(article.text) - 200) // count
        span = Span(start, start + 20 + number % 7 * 25)
        yield Change(
            None,
            Annotation(
                id=new_id(),
                doc_id=article.doc_id,
                doc_path=name,
                doc_sha256=article.sha256,
                label=LABELS[number % 4],
                annotator="ana",
                created=now,
                modified=now,
                **placement(article.text, span),
            ),
        )


def make_versions(folder: Path) -> None:
    """A folder of articles of ordinary length, each of sentences of the seeds, shuffled."""
    folder.mkdir()
    texts = [path.read_text("utf-8-sig") for path in sorted(_SEEDS.glob("*.txt"))]
    sentences = [text[slice(*span)] for text in texts for span in sentence_spans(text)]
    for number in range(_VERSIONS):
        told, words = [f"VERSION{number} of what the two sides said of their talks."], 0
        for sentence in random.Random(number).sample(sentences, len(sentences)):
            words += len(sentence.split())
            told.append(sentence)
            if words > _VERSION_WORDS:
                break
        paragraphs = (" ".join(told[at : at + 3]) for at in range(0, len(told), 3))
        (folder / f"{number:02}.txt").write_text("\n\n".join(paragraphs))


class Bench:
    """Runs programs on terminals and gathers the rows of the table."""

    def __init__(self, folder: Path, keys: int, starts: int) -> None:
        self._folder = folder
        self._keys = keys
        self._starts = starts
        self._environment = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "SIDEMARK_ANNOTATOR": "ana",
            "PYTHONPATH": str(_SEEDS.parent),
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        self.rows: Rows = []

    def corpus(self, name: str, articles: int, length: int, marks: int = 0) -> Path:
        """The corpus of that name, made when it is first asked for."""
        folder = self._folder / name
        if not folder.exists():
            make_corpus(folder, articles, length, marks)
        leave_open(folder)
        return folder

    def start(self, argv: Sequence[str]) -> Terminal:
        """A program on a terminal."""
        return Terminal.run(argv, self._environment)

    def keys(self) -> None:
        """Caret and page keys in one pane, beside the two programs that everybody has."""
        short = self.corpus("short", 1, _SHORT)
        long = self.corpus("long", 1, _LONG)
        marked = self.corpus("marked", 1, _LONG, _MARKS)
        file = str(long / "0.txt")
        programs: dict[str, list[str]] = {
            "5 kB": [*_SIDEMARK, str(short)],
            "10 MB": [*_SIDEMARK, str(long)],
            "10 MB, 10,000 marks": [*_SIDEMARK, str(marked)],
            "vim -R": ["vim", "-R", f"+/{_MIDDLE}", file],
            "less": ["less", f"+/{_MIDDLE}", file],
        }
        with ExitStack() as stack:
            running: dict[str, Terminal] = {}
            for name, argv in programs.items():
                try:
                    running[name] = stack.enter_context(self.start(argv))
                except FileNotFoundError:
                    print(f"{argv[0]} is not installed: no ratios to it", file=sys.stderr)
                    continue
                running[name].wait_for(_MIDDLE)
            for terminal in running.values():
                terminal.settle(1.5)
            right = self._in_turns(running, lambda name: b"j" if name == "less" else _RIGHT)
            down = self._in_turns(running, lambda _name: b"j" if _name == "less" else _DOWN)
            page = self._in_turns(running, lambda name: b" " if name == "less" else _PAGE)
            held = {
                name: [terminal.press(_RIGHT, quiet=0.002) for _ in range(self._keys * 2)]
                for name, terminal in running.items()
                if name != "less"
            }
        for key, found in (("right", right), ("down", down), ("page", page), ("held", held)):
            for name, painted in found.items():
                self._add(f"{key} · {name}", _spread(painted))
        self._compare_keys(right, page, held)

    def _in_turns(
        self, running: Mapping[str, Terminal], key: Callable[[str], bytes]
    ) -> dict[str, list[Painted]]:
        found: dict[str, list[Painted]] = {name: [] for name in running}
        for number in range(self._keys + 3):
            for name, terminal in running.items():
                painted = terminal.press(key(name))
                if number >= 3:
                    found[name].append(painted)
        return found

    def _compare_keys(
        self,
        right: Mapping[str, list[Painted]],
        page: Mapping[str, list[Painted]],
        held: Mapping[str, list[Painted]],
    ) -> None:
        full = "10 MB, 10,000 marks"
        if "vim -R" in right:
            self._add("caret key / vim -R", _ratio(right[full], right["vim -R"]), "25")
            self._add("page key / vim -R", _ratio(page[full], page["vim -R"]), "10")
        self._add("caret key, p50 / p95", _spread(right[full]), "8 / 16 ms")
        self._add("caret key, 10 MB / 5 kB", _ratio(right["10 MB"], right["5 kB"]), "1.3")
        self._add("caret key, 10,000 marks / none", _ratio(right[full], right["10 MB"]), "1.2")
        self._add("key held down, p50", _spread(held[full]), "8 ms")
        size = median(painted.size for painted in right[full])
        self._add("bytes written per caret key", f"{size:,.0f}", "1,000")

    def marking(self) -> None:
        """Marking a word and undoing that, word by word, with few marks and with many."""
        corpora = {
            "5 kB": self.corpus("short", 1, _SHORT),
            "10 MB, 10,000 marks": self.corpus("marked", 1, _LONG, _MARKS),
            "4 × 10 MB, 10,000 marks": self.corpus("four-marked", 4, _LONG, _MARKS),
        }
        found: dict[str, dict[bytes, list[Painted]]] = {}
        with ExitStack() as stack:
            running = {
                name: stack.enter_context(self.start([*_SIDEMARK, str(folder)]))
                for name, folder in corpora.items()
            }
            for name, terminal in running.items():
                terminal.wait_for(_MIDDLE)
                terminal.settle(3.0)
                found[name] = {b"e": [], b"u": []}
            for _ in range(self._keys):
                for name, terminal in running.items():
                    terminal.press(b"w")
                    for key, painted in found[name].items():
                        painted.append(terminal.press(key))
        for key, told in ((b"e", "mark a word"), (b"u", "undo that")):
            for name in corpora:
                self._add(f"{told} · {name}", _spread(found[name][key]))
            for name in list(corpora)[1:]:
                ratio = _ratio(found[name][key], found["5 kB"][key])
                self._add(f"{told}, {name} / 5 kB", ratio, "1.5")
            first = max(painted[key][0].seconds for painted in found.values()) * 1e3
            self._add(f"{told}, the first of a run, at most", f"{first:.1f} ms")

    def linked(self) -> None:
        """A page key in four panes that scroll together."""
        four = self.corpus("four-marked", 4, _LONG, _MARKS)
        with self.start([*_SIDEMARK, str(four)]) as terminal:
            terminal.wait_for(_MIDDLE)
            # By then the rows of all four have been counted.
            terminal.settle(15.0)
            terminal.press(b"\\")
            terminal.press(b"&")
            terminal.settle(1.0)
            painted = [terminal.press(_PAGE) for _ in range(self._keys + 3)][3:]
        self._add("page key, 4 linked panes of 10 MB and 10,000 marks", _spread(painted), "16 ms")

    def following(self) -> None:
        """Keys in one of four panes, of 20 open articles, while the others follow the caret."""
        folder = self._folder / "twenty"
        make_versions(folder)
        names = sorted(path.name for path in folder.glob("*.txt"))
        places = Places(open=names, current=names[0], list_hidden=True)
        if problem := save_places(places_path(folder, "ana"), places):
            raise OSError(problem)
        found: dict[str, dict[str, list[Painted]]] = {}
        with ExitStack() as stack:
            running = {
                name: stack.enter_context(self.start([*_SIDEMARK, str(folder)]))
                for name in ("following", "alone")
            }
            for terminal in running.values():
                terminal.wait_for("VERSION0")
                terminal.settle(3.0)
            # With that, all 20 begin to be indexed.
            running["following"].press(b"f", quiet=0.002)
            at_once = [
                {name: terminal.press(_DOWN, quiet=0.002) for name, terminal in running.items()}
                for _ in range(12)
            ]
            found["row, while articles are indexed"] = {
                name: [painted[name] for painted in at_once] for name in running
            }
            for key, there, back in (("sentence", b")", b"("), ("row", _DOWN, _UP)):
                for terminal in running.values():
                    terminal.settle(1.0)
                    terminal.press(b"g")
                # As far as the articles go.
                rounds = {name: cycle([there] * 15 + [back] * 15) for name in running}
                found[key] = self._in_turns(running, partial(_next_of, rounds))
            found["row, key held"] = {
                name: [terminal.press(_DOWN, quiet=0.002) for _ in range(self._keys // 2)]
                for name, terminal in running.items()
            }
        for key, painted in found.items():
            for name, its in painted.items():
                self._add(f"{key} · {name}", _spread(its))
            beside = painted["following"], painted["alone"]
            self._add(f"{key}, following / alone", _ratio(*beside))
            apart = [median(it.seconds for it in its) * 1e3 for its in beside]
            self._add(f"{key}, following beside alone", f"{apart[0] - apart[1]:+.1f} ms", "16 ms")

    def memory(self) -> None:
        """What four long articles take, over four short ones."""
        resident = {}
        for length in (_SHORT, _LONG):
            folder = self.corpus(f"four-{length}", 4, length)
            with self.start([*_SIDEMARK, str(folder)]) as terminal:
                terminal.wait_for(_MIDDLE)
                terminal.settle(10.0)
                resident[length] = terminal.resident()
        few, many = resident[_SHORT], resident[_LONG]
        told = f"{many:.0f} MB / {few:.0f} MB = {many / few:.2f}"
        self._add("resident memory, 4 × 10 MB / 4 × 5 kB", told, "2.5")

    def starts(self) -> None:
        """From the start of the process to the first article text."""
        short, long = self.corpus("short", 1, _SHORT), self.corpus("long", 1, _LONG)
        programs = {
            "smallest": ([sys.executable, "-c", _SMALLEST], "SMALLESTAPP"),
            "short": ([*_SIDEMARK, str(short)], _MIDDLE),
            "long": ([*_SIDEMARK, str(long)], _MIDDLE),
        }
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for round_number in range(self._starts + 1):
            for name, (argv, marker) in programs.items():
                with self.start(argv) as terminal:
                    took = terminal.wait_for(marker)
                # The first time Python compiles what has changed.
                if round_number:
                    seconds[name].append(took)
        for name, found in seconds.items():
            self._add(f"start · {name}", _milliseconds(found))
        self._add(
            "start, 5 kB / the smallest Textual app",
            f"{median(seconds['short']) / median(seconds['smallest']):.2f}",
            "1.3",
        )
        self._add(
            "start, 10 MB / 5 kB",
            f"{median(seconds['long']) / median(seconds['short']):.2f}",
            "1.4",
        )

    def folder(self) -> None:
        """From the start to a list that has answered a key, with many articles and with five."""
        seconds: dict[str, list[float]] = {"five": [], "many": [], "many, first time": []}
        for count, name in ((5, "five"), (10_000, "many")):
            folder = self._folder / name
            folder.mkdir()
            text = text_of(_SHORT)
            for number in range(count):
                (folder / f"{number:05}.txt").write_text(text)
        for _ in range(self._starts):
            for name, found in seconds.items():
                cache = self._folder / f".cache-{name if ',' not in name else len(found)}"
                self._environment["XDG_CACHE_HOME"] = str(cache)
                last = "00004.txt" if name == "five" else "09999.txt"
                with self.start([*_SIDEMARK, str(self._folder / name.split(",")[0])]) as terminal:
                    terminal.wait_for("00003")
                    terminal.send(b"G")
                    found.append(terminal.wait_for(last))
                    # So that the next run finds the titles remembered.
                    terminal.settle(1.0)
                    terminal.send(b"\x11")
                    terminal.settle(0.3)
        for name, found in seconds.items():
            self._add(f"usable list · {name}", _milliseconds(found))
        few = median(seconds["five"])
        for name in ("many", "many, first time"):
            ratio = median(seconds[name]) / few
            self._add(f"usable list, 10,000 / 5 articles ({name})", f"{ratio:.2f}", "2")

    def _add(self, name: str, value: str, wanted: str = "") -> None:
        self.rows.append((name, value, wanted))
        print(f"{name:<58} {value:>30}   {wanted}", flush=True)


def _next_of(rounds: Mapping[str, Iterator[bytes]], name: str) -> bytes:
    return next(rounds[name])


def _spread(painted: Sequence[Painted]) -> str:
    times = [it.seconds * 1e3 for it in painted]
    size = median(it.size for it in painted)
    return f"{median(times):.2f} / {quantiles(times, n=20)[-1]:.2f} ms, {size:,.0f} B"


def _ratio(painted: Sequence[Painted], reference: Sequence[Painted]) -> str:
    ratio = median(it.seconds for it in painted) / median(it.seconds for it in reference)
    return f"{ratio:.2f}"


def _milliseconds(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1e3:,.0f} ms (least {min(seconds) * 1e3:,.0f})"


def main() -> None:
    """Measure what is asked for, and print each figure beside what is wanted at most."""
    parts = ("starts", "keys", "marking", "linked", "following", "memory", "folder")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=100, help="presses of each key")
    parser.add_argument("--starts", type=int, default=11, help="starts of each program")
    parser.add_argument("--only", choices=parts, help="measure this part alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sidemark-") as name:
        os.environ["HOME"] = name
        for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[variable] = str(Path(name, variable))
        bench = Bench(Path(name), options.keys, options.starts)
        for part in parts:
            if options.only in (None, part):
                getattr(bench, part)()


if __name__ == "__main__":
    main()
