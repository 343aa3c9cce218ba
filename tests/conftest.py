"""What every test may use; none of them sees the configuration of whoever runs it."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from annotations.store import FileStore
from tests import making, stress

settings.register_profile("sidemark", deadline=None)
settings.load_profile("sidemark")

_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_STATE_HOME": "home/state",
    "XDG_DATA_HOME": "home/data",
    "XDG_CACHE_HOME": "home/cache",
}
_UNSET = (
    *("SIDEMARK_", "TEXTUAL", "NO_COLOR", "FORCE_COLOR", "TTY_", "COLUMNS", "LINES"),
    *("PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS"),
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every folder of the user into a temporary one, and forget what the user has set."""
    home = tmp_path_factory.mktemp("user")
    for name, folder in _FOLDERS.items():
        monkeypatch.setenv(name, str(home / folder))
        (home / folder).mkdir(parents=True, exist_ok=True)
    for name in list(os.environ):
        if name.startswith(_UNSET):
            monkeypatch.delenv(name)


@pytest.fixture
def seeds() -> Path:
    """The five articles of the repository, to be read and never written to."""
    return Path(__file__).parent.parent / "seeds"


@pytest.fixture
def corpus_copy(seeds: Path, tmp_path: Path) -> Path:
    """A folder of one's own with the five articles, and nothing beside them."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for article in seeds.glob("*.txt"):
        shutil.copy(article, folder)
    return folder


@pytest.fixture
def stressed(corpus_copy: Path) -> Path:
    """The five articles and a nasty one, with marks on them: see `tests/stress.py`."""
    stress.make_stress(corpus_copy)
    return corpus_copy


@pytest.fixture
def store(corpus_copy: Path) -> FileStore:
    """The store of `corpus_copy`, where it usually lies; there is none on disk yet."""
    return FileStore(corpus_copy / ".sidemark")


@pytest.fixture
def make_editor() -> making.MakeEditor:
    """`make_editor(store, annotator="ana")`: identifiers and times are the same at every run."""
    return making.make_editor
