"""Write annotations out in a format: all that belongs to it, or what was there before."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Self

from annotations.choice import Tally
from annotations.corpus import SUFFIXES, Corpus
from annotations.errors import ExportError, ExportExistsError
from annotations.files import Batch, temporary_beside
from annotations.formats import DEFAULT
from annotations.formats.format import Document, File, Format, Losses, Options
from annotations.store import STORE_FOLDER


class Exported(NamedTuple):
    """What came of an export to a file or folder."""

    path: Path
    """Its full path."""
    left_out: tuple[str, ...]
    """The suffixes of files that belong beside it and could not be written there."""


class Guarded(NamedTuple):
    """What no export may be written over: the articles, and the folders where marks are kept."""

    corpus: Corpus
    stores: tuple[Path, ...] = ()

    def refuse(self, path: Path, chosen: Format) -> None:
        """Raise ExportError for a place among those, or where it would be taken for an article."""
        # A link that leads out of a folder lies in it all the same.
        for place in {path.resolve(), path.parent.resolve() / path.name}:
            self._refuse_store(place)
            self._refuse_article(place, chosen)

    def _refuse_store(self, path: Path) -> None:
        # Any store that lies in its usual place, this corpus's or another's, is known by its name.
        is_store = any(part.casefold() == STORE_FOLDER for part in path.parts)
        if is_store or any(path.is_relative_to(store.resolve()) for store in self.stores):
            raise ExportError(f"{path} is where marks are kept. Name another place.")

    def _refuse_article(self, path: Path, chosen: Format) -> None:
        root = self.corpus.root.resolve()
        if not path.is_relative_to(root):
            return
        below = path.relative_to(root)
        if below.as_posix() in self.corpus.doc_paths:
            raise ExportError(f"{path} is one of the articles. Name another place.")
        is_like_one = chosen.is_folder or path.suffix.lower() in SUFFIXES
        if not is_like_one or any(part.startswith(".") for part in below.parts):
            return
        if self.corpus.is_whole:
            raise ExportError(
                f"{path} lies among the articles and would be taken for one. "
                "Name a place outside of their folder."
            )
        if path.is_file():
            # Of files named one by one, the others beside them are articles too.
            raise ExportError(f"{path} may be an article. Name a new file.")


class Place(NamedTuple):
    """Where an export may be written."""

    given: Path
    """As it was named, `~` being the home; not where a link leads."""
    path: Path
    is_special: bool
    """Whether it is a pipe or a device, which is written to and never replaced."""
    is_there: bool
    """Whether something is there already, which may be replaced."""

    @classmethod
    def find(cls, name: str | Path, chosen: Format, guarded: Guarded, *, replace: bool) -> Self:
        """The place of that name (`~` is your home); a link is followed.

        Raises ExportError, saying why, for one that can't be written to, and ExportExistsError for
        a file that is there already, unless it may be replaced.
        """
        try:
            given = Path(name).expanduser()
            path = given.resolve()
            is_there = given.exists()
            if is_there and not (given.is_file() or given.is_dir()) and not chosen.is_folder:
                return cls(given, given.absolute(), True, True)
            guarded.refuse(given, chosen)
            if chosen.is_folder:
                _refuse_folder(path)
            elif path.is_dir():
                raise ExportError(f"{path} is a folder. Name a file in it.")
            elif os.path.basename(name) in ("", "."):
                raise ExportError(f"{name} is the name of a folder. Name a file.")
            elif is_there and not replace:
                raise ExportExistsError(f"{path} is there already. Name another file.")
        except (RuntimeError, ValueError) as error:
            raise ExportError(f"{name} is no place to write to: {error}") from error
        except OSError as error:
            raise _as_export_error(name, error) from error
        return cls(given.absolute(), path, False, is_there)


class Stop:
    """Lets another thread stop an export, up to the moment in which its files take their places."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_stopped = self._is_decided = False

    def stop(self) -> bool:
        """Let nothing be written any more; returns False where it is too late for that."""
        with self._lock:
            self._is_stopped = not self._is_decided
            return self._is_stopped

    def look(self) -> None:
        """Raise ExportError if it was stopped."""
        if self._is_stopped:
            raise ExportError("the export was given up")

    def decide(self) -> None:
        """From now on it can't be stopped; raises ExportError if it was."""
        with self._lock:
            self.look()
            self._is_decided = True

    def watched(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Hand pieces on as long as it is not stopped."""
        for piece in pieces:
            self.look()
            yield piece


class Export:
    """Articles on their way out in one format; taken once, by `stream` or `write_to`."""

    def __init__(
        self,
        chosen: Format,
        documents: Iterable[Document],
        options: Options,
        tally: Tally,
        guarded: Guarded,
    ) -> None:
        self.marks = 0
        """How many annotations were handed to the format so far."""
        self.articles = 0
        """How many articles had any."""
        self.tally = tally
        """What there was to choose from."""
        self._format = chosen
        self._guarded = guarded
        self._losses = Losses()
        self._files = chosen.write(self._counted(documents), options, self._losses)

    @property
    def losses(self) -> list[str]:
        """What the format could not carry, in words; known when all is written."""
        return self._losses.told()

    def stream(self, left_out: list[str]) -> Iterator[bytes]:
        """The bytes of a format that is one file; `left_out` gets the suffixes of others beside."""
        for file in self._files:
            if file.name:
                left_out.append(file.name)
            else:
                yield from file.pieces

    def write_to(self, name: str | Path, *, replace: bool, stop: Stop | None = None) -> Exported:
        """Write to the file or new folder of that name, see `Place.find`; raises as that does.

        Also raises ExportError, with all as it was, once another thread says so by `stop`.
        """
        stop = stop or Stop()
        place = Place.find(name, self._format, self._guarded, replace=replace)
        left_out: list[str] = []
        try:
            if place.is_special:
                with open(place.given, "wb") as file:
                    file.writelines(self.stream(left_out))
            elif self._format.is_folder:
                _write_folder(place.path, self._files, stop)
            else:
                _write_files(place, self._format.suffix, self._files, stop)
        except OSError as error:
            raise _as_export_error(name, error) from error
        return Exported(place.path, tuple(left_out))

    def _counted(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            self.marks += len(document.marks)
            self.articles += bool(document.marks)
            yield document


def usual_place(chosen: Format, corpus: Corpus) -> str:
    """Where an export may go: in the present folder, unless it would be among the articles there.

    A full path, as far as there is one.
    """
    stem = corpus.root.name or "marks"
    if chosen.suffix == f".{DEFAULT}" and chosen.name != DEFAULT:
        # Many formats are lines of JSON: one is not to be taken for another.
        stem = f"{stem}.{chosen.name}"
    name = f"{stem}{chosen.suffix}" if chosen.suffix else f"{stem}-{chosen.name}"
    try:
        here, root = Path.cwd(), corpus.root.resolve()
    except OSError:
        return name
    is_like_articles = chosen.is_folder or chosen.suffix in SUFFIXES
    if is_like_articles and here.is_relative_to(root):
        here = root.parent
    return str(here / name)


def _refuse_folder(path: Path) -> None:
    """Refuse what is no new or empty folder."""
    if not path.exists():
        return
    if not path.is_dir():
        raise ExportError(f"{path} is no folder. Name a new folder.")
    if any(path.iterdir()):
        raise ExportError(f"{path} is there already, with files in it. Name a new folder.")
    if path.samefile(Path.cwd()):
        raise ExportError(f"{path} is where you are. Name a new folder.")


def _write_files(place: Place, suffix: str, files: Iterable[File], stop: Stop) -> None:
    with Batch() as batch:
        for file in files:
            if file.name:
                beside = _beside(place.given, suffix, file.name)
                if os.path.lexists(beside) and not (place.is_there and _begins(beside, file.head)):
                    # Nobody has named it, and nothing shows that it belongs to an export.
                    raise ExportError(
                        f"{beside} would be replaced as well, and may be yours. Name another file."
                    )
                batch.add(beside, stop.watched(file.pieces))
            else:
                batch.add(place.path, stop.watched(file.pieces))
        stop.decide()
        batch.swap()


def _beside(path: Path, suffix: str, other: str) -> Path:
    """The place of a file that belongs to another: marks.config.xml to marks.json."""
    is_usual = path.name.lower().endswith(suffix) and len(path.name) > len(suffix)
    stem = path.name[: -len(suffix)] if is_usual else path.name
    return path.with_name(stem + other)


def _begins(path: Path, head: bytes) -> bool:
    """Whether a path is that of a file with this beginning."""
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(len(head)) == head


def _write_folder(target: Path, files: Iterable[File], stop: Stop) -> None:
    """Write a folder that is not there yet, or is empty."""
    temporary = temporary_beside(target)
    try:
        temporary.mkdir()
        for file in files:
            place = _place_in(temporary, file.name)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                with open(place, "xb") as new:
                    new.writelines(stop.watched(file.pieces))
            except (FileExistsError, NotADirectoryError) as error:
                raise ExportError(f"{file.name!r} would be two files, or one in a file") from error
            except OSError as error:
                if error.errno != errno.ENAMETOOLONG:
                    raise
                raise ExportError(f"{file.name!r} is too long a name for a file") from error
        stop.decide()
        if target.exists():
            shutil.copymode(target, temporary)
            # Only if it is empty still.
            target.rmdir()
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _place_in(folder: Path, name: str) -> Path:
    """The place of a file in a folder; names come from articles and must not lead out of it."""
    place = folder / name
    is_plain = not {"", ".", ".."}.intersection(name.split("/")) and not {"\0", "\\"} & set(name)
    # Windows has more ways to name another place: "C:name".
    if not (is_plain and place.is_relative_to(folder)):
        raise ExportError(f"{name!r} can't be the name of a file in a folder")
    return place


def _as_export_error(name: str | Path, error: OSError) -> ExportError:
    return ExportError(f"{name} can't be written: {error.strerror}. Name another place.")
