"""How well counterparts are found, over the cases made by reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.compare.aliases import Aliases
from annotations.compare.article_index import index_article
from annotations.compare.comparison import STRONG, WEAK, Comparison, Counterpart
from tests.compare.judging import Case, read_cases, read_texts

Answer = tuple[Case, Sequence[Counterpart]]
FILES = ("seeds.toml", "again.toml", "stories.toml", "fresh.toml", "judge.toml")


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, over cases."""

    with_counterpart: int
    top: float
    """Of the sentences with a counterpart, those whose best hit is one, however it scores."""
    top_three: float
    shown: float
    """Those whose best hit is one and is shown, strong or weak."""
    strong: float
    """Those whose best hit is one and is strong."""
    precision: float
    """Of the strong best hits those that are right; sentences with only a part in common aside."""
    without: int
    false: float
    """Of the sentences without a counterpart, those that show a strong one."""
    taken_away: float
    """Of the sentences with one, or a part of one, those that show a strong one without it."""


def answers(file: str, aliases: Aliases | None = None) -> list[Answer]:
    """What is found for each case, with all articles of its story open."""
    texts = read_texts(file)
    found: list[Answer] = []
    comparisons = {
        story: Comparison(
            {
                name: index_article(text, aliases)
                for name, text in texts.items()
                if _story(name) == story
            }
        )
        for story in {_story(name) for name in texts}
    }
    for case in read_cases(file, texts):
        passage = texts[case.article][slice(*case.sentence)]
        counterparts = comparisons[_story(case.article)].counterparts(case.article, passage)
        found.append((case, counterparts[case.other]))
    return found


def figures(found: Iterable[Answer]) -> Figures:
    """What the answers come to; sentences that have a part in common alone are left out."""
    given = list(found)
    known = [(case, best) for case, best in given if case.same or not case.part]
    matched = [(case, best) for case, best in known if case.same]
    unmatched = [best for case, best in known if not case.same]
    taken = [
        [one for one in best if one.span not in case.same | case.part]
        for case, best in given
        if case.same or case.part
    ]
    strong = [(case, best) for case, best in known if best and best[0].score >= STRONG]

    def share(least: float, ranks: int) -> float:
        hits = [
            any(one.span in case.same and one.score >= least for one in best[:ranks])
            for case, best in matched
        ]
        return sum(hits) / max(1, len(matched))

    return Figures(
        len(matched),
        share(0, 1),
        share(0, 3),
        share(WEAK, 1),
        share(STRONG, 1),
        sum(best[0].span in case.same for case, best in strong) / max(1, len(strong)),
        len(unmatched),
        _strong_share(unmatched),
        _strong_share(taken),
    )


def _strong_share(found: Sequence[Sequence[Counterpart]]) -> float:
    return sum(bool(best) and best[0].score >= STRONG for best in found) / max(1, len(found))


def _story(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""
