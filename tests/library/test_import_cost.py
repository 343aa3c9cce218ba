import json
import subprocess
import sys

import pytest

ALL_OF_THE_LIBRARY = """
import json, pkgutil, sys
import annotations
names = [module.name for module in pkgutil.walk_packages(annotations.__path__, "annotations.")]
for name in names:
    __import__(name)
print(json.dumps([names, sorted(sys.modules)]))
"""
ONE_COMMAND = """
import json, sys
from tui.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def top_level(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def run_fresh(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )


def test_the_whole_library_loads_nothing_of_the_screen() -> None:
    names, loaded = json.loads(run_fresh(ALL_OF_THE_LIBRARY).stdout)

    assert {"annotations.corpus", "annotations.store.shard", "annotations.text.sentences"} <= set(
        names
    )
    assert not top_level(loaded) & {"tui", "textual", "rich"}


@pytest.mark.parametrize(
    "words",
    [
        *(["--version"], ["--help"], ["export", "--help"], ["stats", "--help"]),
        *(["export"], ["log"], ["check"]),
    ],
)
def test_a_command_without_screen_loads_neither_textual_nor_rich(
    words: list[str], corpus_copy: object
) -> None:
    if words[0] in {"export", "log", "check"} and "--help" not in words:
        words = [*words, str(corpus_copy)]

    loaded = json.loads(run_fresh(ONE_COMMAND, *words).stderr)

    assert "annotations" in top_level(loaded)
    assert not top_level(loaded) & {"textual", "rich"}


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_counting_marks_does_not_load_textual(options: list[str], corpus_copy: object) -> None:
    loaded = json.loads(run_fresh(ONE_COMMAND, "stats", str(corpus_copy), *options).stderr)

    assert "textual" not in top_level(loaded)
