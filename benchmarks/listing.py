"""How long it takes to open the list of a large corpus, as ratios to what no reader can do without.

The second time, that is to look at every file: scandir and stat of the articles and of the files of
marks. The first time, it is to open, read and close them. What is measured begins with the folder's
name and ends with the last title and counts, in a process that has loaded its modules. The figures
of one round are taken right after each other, so that a busy machine slows them all.
"""

import argparse
import gc
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotations.corpus import find_corpus
from annotations.editing import Editor
from annotations.listing_cache import cache_path
from annotations.names import shard_name
from annotations.store import STORE_FOLDER, FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace

_SEEDS = Path(__file__).parent.parent / "seeds"
_LABELS = (b"claim", b"quote", b"date", b"error")
_A_FOLDER = 500
"""How many articles lie in one folder."""


def make_corpus(root: Path, articles: int, marks: int) -> None:
    """Copies of the seeds, each with a file of so many marks, whose labels are drawn by chance."""
    dice = random.Random(1)
    seeds = [(_SEEDS / name, _marked(root / "template", name, marks)) for name in _seed_names()]
    folder = root / "corpus" / STORE_FOLDER / "marks" / "ana"
    folder.mkdir(parents=True)
    for number in range(articles):
        path, template = seeds[number % len(seeds)]
        doc_path = f"{number // _A_FOLDER:03}/{number:06}_{path.name}"
        article = root / "corpus" / doc_path
        article.parent.mkdir(exist_ok=True)
        article.write_bytes(path.read_bytes())
        raw = template.replace(path.stem.encode(), doc_path.removesuffix(".txt").encode())
        raw = re.sub(rb'(?<="label":")\w+', lambda _found: dice.choice(_LABELS), raw)
        (folder / shard_name(doc_path)).write_bytes(raw)


def _seed_names() -> list[str]:
    return sorted(path.name for path in _SEEDS.glob("*.txt"))


def _marked(folder: Path, name: str, marks: int) -> bytes:
    """The file of so many marks on one seed."""
    store = FileStore(folder, in_background=False)
    article = find_corpus([_SEEDS]).load(name)
    editor = Editor(store, "ana")
    for number in range(marks):
        start = number * (len(article.text) - 200) // marks
        editor.tag(article, Span(start, start + 40 + number), "claim")
    store.close()
    return (folder / "marks" / "ana" / shard_name(name)).read_bytes()


def look_at_all(root: Path) -> int:
    """Scandir and stat of every article and every file of marks; says how many there are."""
    count, waiting = 0, [str(root)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    entry.stat()
                    count += 1
    return count


def read_all(paths: list[str]) -> None:
    """Open, read and close every file."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        os.read(descriptor, 1 << 24)
        os.close(descriptor)


def open_list(root: Path) -> int:
    """Find the articles and their store, and summarise all; says how many marks there are."""
    workspace = open_workspace([root], "ana")
    return sum(
        sum(summary.counts.values()) for batch in workspace.listing.summaries() for summary in batch
    )


def seconds(act: Callable[[], object]) -> float:
    """How long something takes, with no garbage of what came before."""
    gc.collect()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def measure(root: Path, rounds: int, first_rounds: int) -> dict[str, list[float]]:
    """The seconds of each act in each round."""
    files = [str(path) for path in root.rglob("*") if path.is_file()]
    found: dict[str, list[float]] = {"look": [], "second": [], "read": [], "first": []}
    for number in range(max(rounds, first_rounds)):
        if number < first_rounds:
            cache_path(root).unlink(missing_ok=True)
            found["read"].append(seconds(lambda: read_all(files)))
            found["first"].append(seconds(lambda: open_list(root)))
        if number < rounds:
            found["look"].append(seconds(lambda: look_at_all(root)))
            found["second"].append(seconds(lambda: open_list(root)))
    return found


def report(found: dict[str, list[float]]) -> None:
    """Print medians and fifths, and the ratios of each to its reference."""
    print(f"{'':26}{'median':>10}{'p20':>10}{'ratio of medians':>18}{'of p20':>9}")
    for name, act, reference in (
        ("scandir and stat", "look", "look"),
        ("the list, second time", "second", "look"),
        ("open, read and close", "read", "read"),
        ("the list, first time", "first", "read"),
    ):
        middle, low = _middle(found[act]), _low(found[act])
        print(f"{name:26}{middle * 1e3:7.0f} ms{low * 1e3:7.0f} ms", end="")
        ratios = middle / _middle(found[reference]), low / _low(found[reference])
        print(f"{ratios[0]:17.2f}x{ratios[1]:8.2f}x" if act != reference else "")


def _middle(times: list[float]) -> float:
    return statistics.median(times)


def _low(times: list[float]) -> float:
    return sorted(times)[len(times) // 5]


def main() -> None:
    """Make a corpus in a temporary folder, with a cache folder beside it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--marks", type=int, default=20, help="in each article")
    parser.add_argument("--rounds", type=int, default=15, help="of the second time")
    parser.add_argument("--first-rounds", type=int, default=5, help="of the first time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sidemark-") as name:
        os.environ["XDG_CACHE_HOME"] = str(Path(name, "cache"))
        make_corpus(Path(name), options.articles, options.marks)
        root = Path(name, "corpus")
        # What changed in the last two seconds would not be remembered.
        time.sleep(2.1)
        print(
            f"{options.articles:,} articles, {open_list(root):,} marks, {look_at_all(root):,} files"
        )
        report(measure(root, options.rounds, options.first_rounds))


if __name__ == "__main__":
    main()
