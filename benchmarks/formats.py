"""How long a large export and a large import take, as ratios to reading and writing their bytes.

The reference reads the same files of marks with pydantic-core and writes a line for each record.
Exported is to JSON Lines, and that file is imported into a fresh copy of the corpus. Each act is
measured in a process of its own, in turns; so is the most memory it ever held.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from listing import make_corpus
from pydantic_core import from_json, to_json

from annotations.formats import format_of
from annotations.formats.source import Source
from annotations.importing.report import Report
from annotations.store import STORE_FOLDER
from annotations.workspace import open_workspace

_TARGETS = {"export": 3, "import": 6}


def reference(corpus: Path, lines: Path) -> None:
    """Read all files of marks, and write each record on a line, with nothing but pydantic-core."""
    with open(lines, "wb") as file:
        for path in sorted((corpus / STORE_FOLDER / "marks").glob("*/*.json")):
            tables = from_json(path.read_bytes())
            file.writelines(to_json(it) + b"\n" for it in tables["annotations"].values())


def export(corpus: Path, lines: Path) -> None:
    """Export to JSON Lines."""
    open_workspace([corpus], "ana").export("jsonl").write_to(lines, replace=True)


def bring_in(corpus: Path, lines: Path) -> None:
    """Import the lines into a corpus without marks."""
    workspace = open_workspace([corpus], "ana")
    workspace.import_from(Source(lines), format_of("jsonl"), Report())
    assert workspace.close() == ""


_ACTS: dict[str, Callable[[Path, Path], None]] = {
    "reference": reference,
    "export": export,
    "import": bring_in,
}


def act_alone(name: str, corpus: Path, lines: Path) -> tuple[float, float]:
    """Do one act in a process of its own; returns its seconds, and its most memory in MiB."""
    words = [sys.executable, __file__, "--act", name, str(corpus), str(lines)]
    found = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(found[0]), float(found[1])


def report_act(name: str, corpus: Path, lines: Path) -> None:
    """Do one act in this process, and print what it took."""
    started = time.perf_counter()
    _ACTS[name](corpus, lines)
    took = time.perf_counter() - started
    # Linux counts in KiB, macOS in bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def measure(folder: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """The seconds and the memory of each act in each round."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in _ACTS}
    corpus, bare, lines = folder / "corpus", folder / "bare", folder / "marks.jsonl"
    shutil.copytree(corpus, bare, ignore=shutil.ignore_patterns(STORE_FOLDER))
    for number in range(rounds):
        found["reference"].append(act_alone("reference", corpus, folder / "reference.jsonl"))
        found["export"].append(act_alone("export", corpus, lines))
        found["import"].append(act_alone("import", bare, lines))
        files = sum(1 for _path in (bare / STORE_FOLDER / "marks").glob("*/*.json"))
        assert files == len(open_workspace([corpus], "ana").corpus.doc_paths), "not all came in"
        # Where files were just deleted, ext4 takes ten times as long to make others.
        (bare / STORE_FOLDER).rename(folder / f"imported-{number}")
    return found


def report(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians, and their ratios to the reference."""
    base = statistics.median(took for took, _memory in found["reference"])
    print(f"{'':12}{'median':>10}{'ratio':>8}{'wanted':>8}{'memory':>12}{'wanted':>10}")
    for name, figures in found.items():
        took = statistics.median(took for took, _memory in figures)
        memory = max(memory for _took, memory in figures)
        wanted = f"≤ {_TARGETS[name]}" if name in _TARGETS else ""
        limit = "< 300" if name in _TARGETS else ""
        print(f"{name:12}{took:8.2f} s{took / base:8.2f}{wanted:>8}{memory:8.0f} MiB{limit:>10}")


def main() -> None:
    """Make a corpus in a temporary folder, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--marks", type=int, default=20, help="in each article")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--act", nargs=3, metavar=("NAME", "CORPUS", "LINES"), help="only this one")
    options = parser.parse_args()
    if options.act:
        name, corpus, lines = options.act
        report_act(name, Path(corpus), Path(lines))
        return
    with tempfile.TemporaryDirectory(prefix="sidemark-") as name:
        os.environ["XDG_CACHE_HOME"] = str(Path(name, "cache"))
        make_corpus(Path(name), options.articles, options.marks)
        print(f"{options.articles:,} articles, {options.articles * options.marks:,} marks")
        report(measure(Path(name), options.rounds))


if __name__ == "__main__":
    main()
