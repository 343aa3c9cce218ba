"""Exports as files, without the command that makes them."""

from collections.abc import Iterable
from pathlib import Path

from annotations.formats import format_of
from annotations.formats.format import Document, Losses, Options


def written(name: str, documents: Iterable[Document]) -> tuple[dict[str, bytes], list[str]]:
    """The files of an export by name, and what it tells of losses."""
    losses = Losses()
    files: dict[str, bytes] = {}
    for file in format_of(name).write(documents, Options(), losses):
        assert file.name not in files
        files[file.name] = b"".join(file.pieces)
    return files, losses.told()


def write_folder(name: str, documents: Iterable[Document], folder: Path) -> Path:
    """Write an export that is a folder."""
    for file, data in written(name, documents)[0].items():
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
