"""Replacing files as the store does, also where the system is another one than this."""

import os
from pathlib import Path

import pytest

from annotations import files
from annotations.files import replace_file, sync_folder


def sharing_violation(number: int) -> PermissionError:
    """What Windows raises while another program has the file open."""
    error = PermissionError(13, "in use")
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_another_program_has_open_is_tried_again_until_it_is_free(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (target := tmp_path / "marks.json").write_bytes(b"old")
    real, tries = os.replace, 0

    def replace(source: Path, path: Path) -> None:
        nonlocal tries
        if path == target:
            tries += 1
            if tries < 4:
                raise sharing_violation(number)
        real(source, path)

    monkeypatch.setattr(os, "replace", replace)
    replace_file(target, [b"new"])

    assert (tries, target.read_bytes()) == (4, b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_it_is_not_tried_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (target := tmp_path / "marks.json").write_bytes(b"old")

    def replace(_source: Path, _path: Path) -> None:
        raise sharing_violation(32)

    monkeypatch.setattr(files, "_PATIENCE", 0.05)
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError, match="in use"):
        replace_file(target, [b"new"])

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_forbidden_for_another_reason_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, tries = tmp_path / "marks.json", 0

    def replace(_source: Path, path: Path) -> None:
        nonlocal tries
        # The writer of a store of an earlier test may still be at work.
        tries += path == target
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError, match="not yours"):
        replace_file(target, [b"new"])

    assert tries == 1


def test_a_folder_is_not_synced_where_there_is_no_such_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        patch.setattr(os, "open", lambda *arguments: opened.append(arguments))
        sync_folder(tmp_path)

    assert opened == []
