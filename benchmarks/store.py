"""How long keeping an annotation takes, as ratios to one append and fsync of its record.

Each figure is a median (and the 20th percentile) of many, measured in turns with its reference in
the same run. `python benchmarks/store.py [--rounds N] [--articles N]`
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tinydb import TinyDB

from annotations.corpus import Article
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id, placement, utc_now
from annotations.store import FileStore
from annotations.text.span import Span

TEXT = "Beijing said on Monday it would never compromise on the matter, and meant it. " * 2000
LENGTH = 100


@dataclass
class Row:
    """What was measured, what it is a ratio to, and the times of both in seconds."""

    name: str
    target: str
    times: list[float] = field(default_factory=list)
    references: list[float] = field(default_factory=list)
    is_speed: bool = False
    """Whether the ratio says how many times as fast, rather than how many times as long."""

    def line(self) -> str:
        """The row of the table."""
        ratio = _ratio(median(self.times), median(self.references), is_speed=self.is_speed)
        low = _ratio(_p20(self.times), _p20(self.references), is_speed=self.is_speed)
        took = f"{median(self.times) * 1e6:,.0f} µs"
        return f"{self.name:<58} {took:>12} {ratio:>9.2f} {low:>9.2f}   {self.target}"


class Reference:
    """One append and fsync of a record, encoded as the log does it."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "reference", os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def keep(self, operation: Operation) -> None:
        """Append the operation to a file and sync that."""
        os.write(self._descriptor, operation.to_line())
        os.fsync(self._descriptor)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--articles", type=int, default=10_000)
    arguments = parser.parse_args()
    rows = []
    for count in (20, 500):
        rows.append(save_returns(count, arguments.rounds))
    rows.append(large_store(arguments.articles, arguments.rounds))
    for name, save in (
        ("durable, {} in the article / append+fsync", _save_durably),
        ("the same and in its TinyDB file, {} in the article", _save_in_place),
    ):
        for count, target in ((20, "7"), (500, "30")):
            row = Row(name.format(count), target)
            rows.append(lasting(row, save, count, arguments.rounds // 3))
    rows.append(burst(arguments.rounds // 30))
    rows += [against_stock(arguments.rounds // 20)]
    print(f"{'':<58} {'median':>12} {'ratio':>9} {'p20':>9}   at most")
    for row in rows:
        print(row.line())


def save_returns(count: int, rounds: int) -> Row:
    """A save returns, with some annotations in the article already."""
    row = Row(f"a save returns, {count} in the article / append+fsync", "0.5")
    with _store(count) as (store, article, folder):
        reference = Reference(folder)
        for number in range(rounds):
            operation = _tag(article, number)
            row.times.append(_time(store.record, operation))
            row.references.append(_time(reference.keep, operation))
            if number % 10 == 9:
                store.flush()
    return row


def large_store(articles: int, rounds: int) -> Row:
    """A save returns, in a store of many articles, against an empty one."""
    row = Row(f"the same, {articles:,} articles of 20 / empty store", "1.2")
    with _store(0) as (empty, article, _one), _store(0) as (large, other, _two):
        for number in range(articles):
            article_of_many = _article(f"many/{number}.txt")
            changes = (_tag(article_of_many, place).changes[0] for place in range(20))
            large.record(Operation.of("imported", *changes))
            if number % 500 == 0:
                large.flush()
        large.flush()
        for number in range(rounds):
            row.times.append(_time(large.record, _tag(other, number)))
            row.references.append(_time(empty.record, _tag(article, number)))
            if number % 10 == 9:
                large.flush()
                empty.flush()
    return row


def lasting(row: Row, save: Callable[[FileStore, Operation], None], count: int, rounds: int) -> Row:
    """A save that lasts through a power cut, in its TinyDB file or only in the log."""
    with _store(count) as (store, article, folder):
        reference = Reference(folder)
        for number in range(rounds):
            operation = _tag(article, number)
            row.times.append(_time(save, store, operation))
            row.references.append(_time(reference.keep, operation))
            # So that the number of annotations stays as it is.
            store.record(_taken_back(operation))
            store.flush()
    return row


def burst(rounds: int) -> Row:
    """Two hundred saves without a pause, all in their place at the end."""
    row = Row("200 saves in a burst, all in place / 200 append+fsync", "1.2")
    for _round in range(rounds):
        with _store(20) as (store, article, folder):
            reference = Reference(folder)
            operations = [_tag(article, number) for number in range(200)]
            row.times.append(_time(_burst, store, operations))
            row.references.append(_time(_keep_all, reference, operations))
    return row


def against_stock(rounds: int) -> Row:
    """A save that lasts, against stock TinyDB with an fsync, at 10,000 records in one file."""
    row = Row(
        "durable, 10,000 in the article, times as fast as TinyDB", "250 (at least)", is_speed=True
    )
    with _store(10_000) as (store, article, folder):
        path = folder / "stock.json"
        with TinyDB(path) as stock:
            stock.insert_multiple(it.to_record() for it in store.annotations(article.doc_path))
            for number in range(rounds):
                operation = _tag(article, number)
                row.times.append(_time(_save_durably, store, operation))
                row.references.append(_time(_save_in_stock, stock, path, operation))
    return row


def _save_in_place(store: FileStore, operation: Operation) -> None:
    store.record(operation)
    store.flush()


def _save_durably(store: FileStore, operation: Operation) -> None:
    store.record(operation)
    store.sync()


def _save_in_stock(stock: TinyDB, path: Path, operation: Operation) -> None:
    stock.insert(operation.subject.to_record())
    descriptor = os.open(path, os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)


def _burst(store: FileStore, operations: list[Operation]) -> None:
    for operation in operations:
        store.record(operation)
    store.flush()


def _keep_all(reference: Reference, operations: list[Operation]) -> None:
    for operation in operations:
        reference.keep(operation)


@contextmanager
def _store(count: int) -> Iterator[tuple[FileStore, Article, Path]]:
    """A store of its own with one article and that many annotations on it."""
    with tempfile.TemporaryDirectory() as name:
        folder, article = Path(name), _article("article.txt")
        store = FileStore(folder / ".sidemark", in_background=False)
        if count:
            changes = (_tag(article, number).changes[0] for number in range(count))
            store.record(Operation.of("imported", *changes))
            store.flush()
        yield store, article, folder


def _article(doc_path: str) -> Article:
    return Article(doc_path, doc_path.removesuffix(".txt"), TEXT, "0" * 64)


def _tag(article: Article, number: int) -> Operation:
    start, time_now = number % (len(TEXT) - LENGTH), utc_now()
    annotation = Annotation(
        id=new_id(),
        doc_id=article.doc_id,
        doc_path=article.doc_path,
        doc_sha256=article.sha256,
        label="claim",
        annotator="ana",
        created=time_now,
        modified=time_now,
        **placement(TEXT, Span(start, start + LENGTH)),
    )
    return Operation.of("tagged", Change(None, annotation))


def _taken_back(operation: Operation) -> Operation:
    return Operation.of("deleted", *operation.reversed().changes)


def _time(do: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    do(*arguments)
    return time.perf_counter() - start


def _p20(times: list[float]) -> float:
    return quantiles(times, n=5)[0]


def _ratio(took: float, reference: float, *, is_speed: bool) -> float:
    return reference / took if is_speed else took / reference


if __name__ == "__main__":
    main()
