import pytest

from annotations.compare.aliases import Aliases
from annotations.compare.article_index import index_article
from annotations.compare.comparison import Comparison
from annotations.text.sentences import sentence_spans
from tests.compare.judging import read_cases, read_texts
from tests.compare.measuring import FILES, Answer, answers, figures


@pytest.fixture(scope="module")
def found() -> dict[str, list[Answer]]:
    """What is found for the cases of each file."""
    return {file: answers(file) for file in FILES}


@pytest.mark.parametrize(
    ("file", "top", "top_three"),
    [
        ("seeds.toml", 0.92, 0.96),
        ("again.toml", 0.95, 0.98),
        ("stories.toml", 0.88, 0.93),
        ("fresh.toml", 0.87, 0.97),
        ("judge.toml", 0.88, 0.93),
    ],
)
def test_counterparts_are_found_as_well_as_they_were(
    found: dict[str, list[Answer]], file: str, top: float, top_three: float
) -> None:
    reached = figures(found[file])
    assert reached.top >= top
    assert reached.top_three >= top_three
    assert reached.strong >= 0.5
    assert reached.false <= 0.03
    assert reached.taken_away <= 0.05


def test_over_all_cases_the_first_hit_is_right_nine_times_of_ten(
    found: dict[str, list[Answer]],
) -> None:
    reached = figures(answer for file in FILES for answer in found[file])
    assert reached.with_counterpart > 300
    assert reached.top >= 0.9
    assert reached.top_three >= 0.96
    assert reached.false <= 0.02


def test_aliases_help_where_names_differ(found: dict[str, list[Answer]]) -> None:
    without = figures(answers("seeds.toml", Aliases.of([])))
    assert figures(found["seeds.toml"]).top > without.top


@pytest.mark.parametrize("file", FILES)
def test_every_case_names_sentences_that_are_there(file: str) -> None:
    texts = read_texts(file)
    cases = list(read_cases(file, texts))
    assert all(case.same.isdisjoint(case.part) for case in cases)
    for case in cases:
        spans = set(sentence_spans(texts[case.other]))
        assert case.same | case.part <= spans


_LONG = 60
"""Sentences of fewer code points lose too much with a few words."""


@pytest.mark.parametrize("file", FILES)
def test_a_sentence_with_a_few_words_changed_is_found(file: str) -> None:
    """Each sentence against its own article with every fifth word left out."""
    texts = read_texts(file)
    hits = total = 0
    for text in texts.values():
        spans = [span for span in index_article(text).spans if span.length >= _LONG]
        thinned = []
        for start, end in spans:
            words = text[start:end].split(" ")
            thinned.append(" ".join(word for at, word in enumerate(words) if at % 5 != 4))
        other = "\n".join(line.rstrip(".") for line in thinned)
        comparison = Comparison({"a": index_article(text), "b": index_article(other)})
        for (start, end), line in zip(spans, thinned, strict=True):
            found = comparison.counterparts("a", text[start:end])["b"]
            if found and found[0].strength == "strong":
                shown = other[slice(*found[0].span)]
                hits += shown in line
            total += 1
    assert hits / total >= 0.95
