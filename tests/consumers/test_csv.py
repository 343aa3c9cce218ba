"""pandas and Python's csv load the table with every cell as it was."""

import csv
from pathlib import Path

import pandas
import pytest

from annotations.choice import Choice
from annotations.formats.csv import COLUMNS
from annotations.formats.format import Options
from annotations.workspace import open_workspace
from tests.stress import documents_of


@pytest.fixture
def table(stressed: Path, tmp_path: Path) -> Path:
    path = tmp_path / "marks.csv"
    open_workspace([stressed], "").export("csv").write_to(path, replace=False)
    return path


def test_pandas_loads_each_mark_as_it_is(stressed: Path, table: Path) -> None:
    marks = [mark for document in documents_of(stressed) for mark in document.marks]

    frame = pandas.read_csv(table, keep_default_na=False)

    assert tuple(frame.columns) == COLUMNS
    assert frame.to_dict("records") == [mark.to_record() for mark in marks]
    assert {str(frame[name].dtype) for name in ("start", "end")} == {"int64"}


def test_the_csv_module_loads_each_mark_as_it_is(stressed: Path, table: Path) -> None:
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))

    assert rows == [
        {name: str(value) for name, value in mark.to_record().items()}
        for document in documents_of(stressed)
        for mark in document.marks
    ]


def test_pandas_loads_disarmed_cells_as_text(stressed: Path, tmp_path: Path) -> None:
    path, choice = tmp_path / "marks.csv", Choice(articles=frozenset({"stress/*"}))
    export = open_workspace([stressed], "").export("csv", choice, Options(excel_safe=True))
    export.write_to(path, replace=False)

    frame = pandas.read_csv(path, keep_default_na=False)

    assert "'=SUM(A1:A9)" in set(frame["text"])
    assert "'=HYPERLINK(1)" in set(frame["note"])
    assert set(frame["schema"]) == {"annotation/1 excel-safe"}
