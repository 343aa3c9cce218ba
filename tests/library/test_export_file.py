import gc
import json
import os
import stat
import tracemalloc
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from annotations.choice import Tally
from annotations.corpus import Corpus, find_corpus
from annotations.errors import ExportError, ExportExistsError
from annotations.exporting import Export, Guarded, usual_place
from annotations.formats import formats
from annotations.formats.format import Document, File, Format, Losses, Options
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.formatting import make_document
from tests.making import MakeEditor
from tests.writing import exported

NOWHERE = Corpus(Path("/there is/no such folder"), ())
Files = Iterable[tuple[str, Iterable[bytes]]]


def export_of(files: Files, suffix: str = ".json", corpus: Corpus = NOWHERE) -> Export:
    """An export in a format that writes these files."""

    def write(_: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
        yield from (File(name, pieces) for name, pieces in files)

    return Export(Format("it", "", suffix, write), (), Options(), Tally(), Guarded(corpus))


def write(name: str | Path, *pieces: bytes, replace: bool = True) -> Path:
    return export_of([("", pieces)]).write_to(name, replace=replace).path


def write_folder(name: str | Path, files: Files, corpus: Corpus = NOWHERE) -> None:
    export_of(files, "", corpus).write_to(name, replace=True)


def failing() -> Iterator[bytes]:
    yield b"new\n" * 100_000
    raise OSError(28, "No space left on device")


def interrupted() -> Iterator[bytes]:
    yield b"new"
    raise KeyboardInterrupt


def test_a_name_that_begins_with_a_tilde_is_a_file_in_the_users_home() -> None:
    path = write("~/marks.jsonl", b"new", replace=False)

    assert path == Path(os.environ["HOME"]).resolve() / "marks.jsonl"
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="permissions differ there")
def test_a_replaced_file_is_as_open_to_others_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")
    target.chmod(0o640)

    write(str(target), b"new")

    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("pieces", [failing, interrupted])
def test_an_export_that_ends_half_way_keeps_the_old_file(
    tmp_path: Path, pieces: Callable[[], Iterator[bytes]]
) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")

    with pytest.raises((ExportError, KeyboardInterrupt)) as raised:
        export_of([("", pieces())]).write_to(target, replace=True)
    if raised.type is ExportError:
        assert "marks.jsonl can't be written: No space left" in str(raised.value)

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "place",
    ["", "missing/marks.jsonl", "file/marks.jsonl", "nul\0", pytest.param("long" * 100, id="long")],
)
def test_a_place_that_can_not_be_written_is_named(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    for suffix in (".json", ""):
        with pytest.raises(ExportError) as raised:
            export_of([("a" if not suffix else "", [b"new"])], suffix).write_to(
                tmp_path / place, replace=True
            )
        assert str(tmp_path / place) in raised.value.message
    assert [it.name for it in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("ending", ["/", "/.", "//"])
def test_a_file_does_not_take_the_name_of_a_folder(tmp_path: Path, ending: str) -> None:
    with pytest.raises(ExportError, match="is the name of a folder"):
        write(f"{tmp_path / 'new'}{ending}", b"new")

    assert list(tmp_path.iterdir()) == []
    write_folder(f"{tmp_path / 'new'}{ending}", [("a", [b"new"])])
    assert (tmp_path / "new" / "a").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["中" * 80 + ".csv", "a" * 251 + ".csv"], ids=["wide", "narrow"])
def test_a_name_as_long_as_the_system_allows_can_be_written_to(tmp_path: Path, name: str) -> None:
    for text in (b"old", b"new"):
        write(tmp_path / name, text)
    write_folder(tmp_path / f"{name[:-4]}.dir", [("a", [b"new"])])

    assert (tmp_path / name).read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_an_export_to_a_pipe_goes_into_it_and_does_not_take_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        done = export_of([("", [b"one\n", b"two\n"]), (".more", [b"x"])]).write_to(
            pipe, replace=True
        )

        assert pipe.is_fifo()
        assert os.read(reader, 100) == b"one\ntwo\n"
        assert done.left_out == (".more",)
        assert list(tmp_path.iterdir()) == [pipe]
    finally:
        os.close(reader)


def test_an_export_through_a_link_writes_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")

    write(tmp_path / "link.jsonl", b"new")

    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text() == "new"


# -- a file and what belongs beside it


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("marks.json", "marks.config.xml"),
        ("marks.JSON", "marks.config.xml"),
        ("marks", "marks.config.xml"),
        ("marks.2024", "marks.2024.config.xml"),
        (".json", ".json.config.xml"),
    ],
)
def test_what_belongs_to_a_file_lies_beside_it(tmp_path: Path, name: str, beside: str) -> None:
    for text in (b"old", b"new"):
        files = [("", [text]), (".config.xml", [b"<", text, b"/>"])]
        export_of(files).write_to(tmp_path / name, replace=True)

        assert (tmp_path / name).read_bytes() == text
        assert (tmp_path / beside).read_bytes() == b"<" + text + b"/>"
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("pieces", [failing, interrupted])
@pytest.mark.parametrize("last", ["", ".config.xml"])
def test_of_two_files_both_are_written_or_none(
    tmp_path: Path, pieces: Callable[[], Iterator[bytes]], last: str
) -> None:
    names = sorted(["", ".config.xml"], key=lambda name: name == last)
    for name in ("marks.json", "marks.config.xml"):
        (tmp_path / name).write_text("old")

    files = [(name, pieces() if name == last else [b"new"]) for name in names]
    with pytest.raises((ExportError, KeyboardInterrupt)):
        export_of(files).write_to(tmp_path / "marks.json", replace=True)

    assert {it.read_text() for it in tmp_path.iterdir()} == {"old"}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_nobody_named_is_not_replaced(tmp_path: Path) -> None:
    config = tmp_path / "marks.config.xml"
    config.write_text("my own")

    with pytest.raises(ExportError, match=r"marks\.config\.xml would be replaced") as raised:
        export_of([("", [b"new"]), (".config.xml", [b"new"])]).write_to(
            tmp_path / "marks.json", replace=True
        )

    assert not isinstance(raised.value, ExportExistsError), "to ask again would not help"
    assert config.read_text() == "my own"
    assert list(tmp_path.iterdir()) == [config]


def test_beside_marks_for_label_studio_only_its_own_configuration_is_replaced(
    stressed: Path, tmp_path: Path
) -> None:
    export = partial(open_workspace([stressed], "").export, "label-studio")
    target, config = tmp_path / "app.json", tmp_path / "app.config.xml"
    for _ in range(2):
        export().write_to(target, replace=True)
    assert config.read_text().startswith("<View>\n  <Labels")
    target.write_text("{}")

    for text in ("<mine/>", "<View>", ""):
        config.write_text(text)
        with pytest.raises(ExportError, match=r"app\.config\.xml would be replaced as well"):
            export().write_to(target, replace=True)
        assert (target.read_text(), config.read_text()) == ("{}", text)


# -- a folder


def test_a_folder_is_written_with_all_that_is_in_it(tmp_path: Path) -> None:
    for target in (tmp_path / "new", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)

        write_folder(target, [("a.txt", [b"A", b"B"]), ("sub/deep/b.ann", []), ("sub/c", [b"C"])])

        files = {it.relative_to(target).as_posix(): it for it in target.rglob("*") if it.is_file()}
        assert {name: it.read_bytes() for name, it in files.items()} == {
            "a.txt": b"AB",
            "sub/deep/b.ann": b"",
            "sub/c": b"C",
        }
    assert sorted(it.name for it in tmp_path.iterdir()) == ["empty", "new"]


@pytest.mark.parametrize("kind", ["folder", "file", "link to a folder"])
def test_a_folder_that_holds_anything_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    target, real = tmp_path / "target", tmp_path / "real"
    if kind == "file":
        target.write_text("mine")
    else:
        folder = target if kind == "folder" else real
        folder.mkdir()
        (folder / ".hidden").write_text("mine")
        if kind != "folder":
            target.symlink_to(real)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(ExportError, match="Name a new folder") as raised:
        write_folder(target, [("a", [b"new"])])

    assert not isinstance(raised.value, ExportExistsError), "no folder is ever replaced"
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_one_is_in_does_not_vanish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ExportError, match="where you are"):
        write_folder(".", [("a", [b"new"])])


@pytest.mark.parametrize(
    "name",
    [
        *("", "/", "/etc/passwd", "..", "../a", "a/../../b", "a/..", ".", "./a", "a//b", "a/"),
        *("a\\b", "..\\a", "nul\0", "a/\0/b"),
    ],
)
def test_no_name_in_a_folder_leads_out_of_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="can't be the name of a file"):
        write_folder(tmp_path / "out", [("fine", [b"new"]), (name, [b"new"])])

    assert list(tmp_path.iterdir()) == []


def test_a_name_in_a_folder_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    name = f"{'long' * 63}.sidemark"

    with pytest.raises(ExportError, match=f"'{name}' is too long a name for a file"):
        write_folder(tmp_path / "out", [("fine", [b"new"]), (name, [b"new"])])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("names", [("a", "a"), ("a", "a/b"), ("a/b", "a")])
def test_two_files_of_one_name_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    with pytest.raises(ExportError):
        write_folder(tmp_path / "out", [(name, [b"new"]) for name in names])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pieces", [failing, interrupted])
def test_of_a_folder_that_is_not_whole_nothing_is_left(
    tmp_path: Path, pieces: Callable[[], Iterator[bytes]]
) -> None:
    with pytest.raises((ExportError, KeyboardInterrupt)):
        write_folder(tmp_path / "out", [("a/b", [b"new"]), ("c", pieces())])

    assert list(tmp_path.iterdir()) == []


# -- among the articles


@pytest.mark.parametrize("name", ["article", "report.md", "sub/new.TXT"])
def test_nothing_is_written_where_it_would_be_an_article(corpus_copy: Path, name: str) -> None:
    corpus = find_corpus([corpus_copy])
    name = corpus.doc_paths[0] if name == "article" else name
    before = {it: it.read_bytes() for it in corpus_copy.rglob("*")}

    with pytest.raises(ExportError, match="Name a"):
        export_of([("", [b"new"])], corpus=corpus).write_to(corpus_copy / name, replace=True)
    with pytest.raises(ExportError, match="taken for one"):
        write_folder(corpus_copy / "out", [("a.txt", [b"new"])], corpus)

    assert {it: it.read_bytes() for it in corpus_copy.rglob("*")} == before


def test_other_files_and_what_is_hidden_may_lie_among_the_articles(corpus_copy: Path) -> None:
    corpus = find_corpus([corpus_copy])
    (corpus_copy / ".out").mkdir()

    for name in ("marks.jsonl", ".out/report.md"):
        export_of([("", [b"new"])], corpus=corpus).write_to(corpus_copy / name, replace=True)
        assert (corpus_copy / name).read_bytes() == b"new"


def test_an_article_that_was_named_alone_is_not_replaced(corpus_copy: Path) -> None:
    path = corpus_copy / find_corpus([corpus_copy]).doc_paths[0]
    export = open_workspace([path], "").export("jsonl")

    with pytest.raises(ExportError, match="one of the articles"):
        export.write_to(path, replace=True)


def test_an_article_that_is_a_link_is_not_replaced(corpus_copy: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    (corpus_copy / "link.txt").symlink_to(kept)

    with pytest.raises(ExportError, match="one of the articles"):
        export_of([("", [b"new"])], corpus=find_corpus([corpus_copy])).write_to(
            corpus_copy / "link.txt", replace=True
        )

    assert kept.read_text() == "mine"


def test_beside_files_named_alone_no_text_is_replaced(corpus_copy: Path) -> None:
    one, other = find_corpus([corpus_copy]).doc_paths[:2]
    export = partial(open_workspace([corpus_copy / one], "").export, "md")
    before = (corpus_copy / other).read_bytes()

    with pytest.raises(ExportError, match="may be an article"):
        export().write_to(corpus_copy / other, replace=True)
    export().write_to(corpus_copy / "report.md", replace=True)

    assert (corpus_copy / other).read_bytes() == before
    assert (corpus_copy / "report.md").exists()


# -- where marks are kept


def files_in(folder: Path) -> dict[Path, bytes]:
    return {it: it.read_bytes() for it in folder.rglob("*") if it.is_file()}


@pytest.mark.parametrize("format_name", ["jsonl", "label-studio", "brat"])
@pytest.mark.parametrize(
    "place",
    [
        *("{store}/history/ana.jsonl", "{store}/marks/ana/new", "{store}/marks/new.json"),
        *("{store}/../{name}/new", "{link}/history/ana.jsonl", "{store}/leads-out"),
    ],
)
@pytest.mark.parametrize("kind", ["usual", "named", "own"])
def test_nothing_is_written_where_marks_are_kept(
    stressed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format_name: str,
    place: str,
    kind: str,
) -> None:
    store = stressed / ".sidemark"
    if kind != "usual":
        store = tmp_path / "kept"
        if kind == "own":
            monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
            store = open_workspace([stressed], "").store.root
            store.parent.mkdir(parents=True)
        (stressed / ".sidemark").rename(store)
    (link := tmp_path / "link").symlink_to(store)
    (store / "leads-out").symlink_to(tmp_path / "elsewhere")
    before = files_in(store)
    workspace = open_workspace([stressed], "", store if kind == "named" else None)
    target = place.format(store=store, name=store.name, link=link)

    with pytest.raises(ExportError, match="where marks are kept"):
        workspace.export(format_name).write_to(target, replace=True)

    assert before
    assert files_in(store) == before
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_written_where_another_corpus_keeps_its_marks(
    stressed: Path, tmp_path: Path
) -> None:
    (other := tmp_path / "other").mkdir()
    (other / "a.txt").write_text("text")
    history = stressed / ".sidemark" / "history" / "ana.jsonl"

    with pytest.raises(ExportError, match="where marks are kept"):
        open_workspace([other], "").export("jsonl").write_to(history, replace=True)

    assert history.stat().st_size > 0


def test_the_place_that_is_proposed_is_not_among_the_articles(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = find_corpus([corpus_copy])
    jsonl = formats()["jsonl"]
    report, folder = (Format("it", "", suffix, jsonl.write) for suffix in (".md", ""))
    monkeypatch.chdir(corpus_copy)

    assert usual_place(jsonl, corpus) == str(corpus_copy / "corpus.jsonl")
    assert usual_place(report, corpus) == str(corpus_copy.parent / "corpus.md")
    assert usual_place(folder, corpus) == str(corpus_copy.parent / "corpus-it")


def test_places_that_are_proposed_for_two_formats_differ(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus_copy.parent)
    corpus = find_corpus([corpus_copy])

    names = {name: Path(usual_place(it, corpus)).name for name, it in formats().items()}

    assert len(set(names.values())) == len(names)
    assert names["jsonl"] == "corpus.jsonl"
    assert names["w3c"] == "corpus.w3c.jsonl"


def test_a_file_named_alone_keeps_its_suffix_if_another_of_its_name_lies_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("a.txt", "a.md", "b.txt"):
        (tmp_path / name).write_text("text")

    corpus = find_corpus([tmp_path / "a.txt", tmp_path / "b.txt"])

    assert [corpus.doc_id(doc_path) for doc_path in corpus.doc_paths] == ["a.txt", "b"]


def test_an_id_keeps_its_suffix_once_another_article_of_its_name_has_come(
    corpus_copy: Path, store: FileStore, make_editor: MakeEditor
) -> None:
    corpus = find_corpus([corpus_copy])
    first, second = corpus.doc_paths[:2]
    editor = make_editor(store)
    for doc_path in (first, second):
        editor.tag(corpus.load(doc_path), Span(0, 5), "claim")
    (corpus_copy / second).with_suffix(".md").write_text("the same story, come later")

    marks = open_workspace([corpus_copy], "").annotations()
    lines = (mark.to_line() for mark in marks)

    assert [json.loads(line)["doc_id"] for line in lines] == [Path(first).stem, second]


def test_of_what_was_exported_nothing_stays_in_memory(stressed: Path) -> None:
    workspace = open_workspace([stressed], "")
    seen = [weakref.ref(it) for document in workspace.documents() for it in document.marks]
    assert workspace.store.problems() == []

    gc.collect()

    assert len(seen) == 20
    assert [it for it in seen if it() is not None] == []


@pytest.mark.parametrize("name", sorted({*formats()} - {"spacy"}))
def test_an_article_that_can_not_be_read_is_told_of_where_texts_are_written(name: str) -> None:
    bad = Document("a", "a.txt", "", "a", None, ())

    files, losses = exported(name, [make_document("b.txt", "Rome fell"), bad])

    holds_texts = b"Rome" in b"".join(files.values())
    tells = b"can\xe2\x80\x99t be read" in files.get("", b"")
    assert losses == ["1 article left out: gone or unreadable"] * (holds_texts and not tells)


@pytest.mark.parametrize("name", ["iob2", "prodigy"])
def test_the_tokens_of_a_long_text_are_never_all_in_memory(name: str) -> None:
    text = "He said on May 1 that it is a word. " * 2_000
    document = make_document("a.txt", text, [(0, len(text), "quote", "ana", "")])
    (file,) = formats()[name].write([document], Options(), Losses())

    tracemalloc.start()
    size = sum(map(len, file.pieces))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 4 * len(text)
    assert peak < 20 * len(text)
