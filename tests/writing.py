"""Exports as files, without the command that makes them."""

from collections.abc import Iterable
from pathlib import Path

from annotations.formats.format import Document, Losses
from tests.formatting import written


def exported(name: str, documents: Iterable[Document]) -> tuple[dict[str, bytes], list[str]]:
    """The files of an export by name, and what it tells of losses."""
    losses = Losses()
    return written(name, documents, losses), losses.told()


def write_folder(name: str, documents: Iterable[Document], folder: Path) -> Path:
    """Write an export that is a folder."""
    for file, data in written(name, documents).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    return folder


def golden_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
