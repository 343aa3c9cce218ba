"""How often an annotation is found again after its article changed, and how long that takes.

The seeds are changed in ways whose outcome is known for each code point. A span is alive if seven
tenths of it are left, and make up seven tenths of the passage it has become; dead if nothing is
left. Between the two, and where two equal passages stand so that nobody could tell which one was
taken out or put in, there is no right answer: such spans are counted and left out.

Right is a placing on just the code points that the span has become, blanks at its ends aside. Where
a word at the very end of a span, or beside it, was changed, whether it belongs to the span is a
matter of opinion: there a placing is right too if it shares four fifths with the passage.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Literal

from anchoring_mutations import MUTATIONS, Draft, marked_spans

from annotations.anchoring import Anchoring, Placed
from annotations.model import Annotation, placement
from annotations.text.canonical import canonical_text
from annotations.text.span import Span, trim_blanks

Verdict = Literal["right", "wrong", "orphan", "dead orphan", "dead placed", "grey", "doubtful"]
_ALIVE = 0.7
_NEARLY = 0.8
_SPANS = 12
_SEEDS = Path(__file__).parent.parent / "seeds"


def annotation_of(text: str, span: Span) -> Annotation:
    """A mark on `span` whose other fields are of no matter here."""
    return Annotation.model_validate(
        {
            **placement(text, span),
            "id": "00000000-0000-4000-8000-000000000000",
            "doc_id": "a",
            "doc_path": "a.txt",
            "doc_sha256": "0" * 64,
            "label": "claim",
            "annotator": "benchmark",
            "created": "2024-01-01T00:00:00Z",
            "modified": "2024-01-01T00:00:00Z",
        }
    )


def judge(draft: Draft, span: Span, placed: Placed) -> Verdict:
    """Whether a span of the old text was placed where it is in the changed one."""
    places = [place for place, glyph in enumerate(draft.glyphs) if span.contains(glyph.origin)]
    if sum(origin in draft.doubtful for origin in range(*span)) * 2 > span.length:
        return "doubtful"
    kept = sum(draft.glyphs[place].is_kept for place in places)
    is_orphan = placed.status == "orphan"
    if not kept:
        # A replaced word still stands where it stood, and may be found or not.
        return ("dead orphan" if is_orphan else "dead placed") if not places else "grey"
    truth = trim_blanks(draft.text, Span(places[0], places[-1] + 1))
    if kept < _ALIVE * max(span.length, truth.length):
        return "grey"
    if is_orphan:
        return "orphan"
    found = trim_blanks(draft.text, placed.span)
    if found == truth or (_is_edge_changed(draft, span, truth) and _share(found, truth) >= _NEARLY):
        return "right"
    return "wrong"


def _share(one: Span, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start))


def _is_edge_changed(draft: Draft, span: Span, truth: Span) -> bool:
    """Whether the words at an end of a span, or those beside it, are not what they were."""
    glyphs = draft.glyphs
    edges = (
        (truth.start - 2, truth.start + 1, span.start - 2),
        (truth.end - 1, truth.end + 2, span.end - 1),
    )
    return any(
        [(glyph.origin, glyph.is_kept) for glyph in glyphs[max(0, start) : end]]
        != [
            (max(0, origin) + place, True) for place in range(min(end, len(glyphs)) - max(0, start))
        ]
        for start, end, origin in edges
    )


def run(rounds: int, seed: int, keep_old: bool) -> tuple[dict[str, Counter[Verdict]], float, float]:
    """The verdicts for each kind of change, milliseconds an article, and microseconds a span."""
    dice = random.Random(seed)
    verdicts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    seconds, articles, spans = 0.0, 0, 0
    for path in sorted(_SEEDS.glob("*.txt")):
        text = canonical_text(path.read_bytes())
        for kind, mutate in MUTATIONS.items():
            for _ in range(rounds):
                draft = Draft.of(text, marked_spans(text, dice, _SPANS))
                mutate(draft, dice)
                marks = [annotation_of(text, span) for span in draft.marked]
                started = time.perf_counter()
                anchoring = Anchoring(text if keep_old else None, draft.text)
                placed = [anchoring.place(mark) for mark in marks]
                seconds += time.perf_counter() - started
                articles, spans = articles + 1, spans + len(marks)
                for span, found in zip(draft.marked, placed, strict=True):
                    verdicts[kind][judge(draft, span, found)] += 1
    return verdicts, seconds / articles * 1e3, seconds / spans * 1e6


def report(verdicts: dict[str, Counter[Verdict]]) -> None:
    """Print one row for each kind of change, and one for all of them."""
    print(f"{'':22}{'alive':>7}{'right':>9}{'wrong':>9}{'orphan':>9}", end="")
    print(f"{'dead':>7}{'orphaned':>10}{'left out':>10}")
    total = sum(verdicts.values(), Counter[Verdict]())
    for kind, counts in [*verdicts.items(), ("all", total)]:
        alive = counts["right"] + counts["wrong"] + counts["orphan"]
        dead = counts["dead orphan"] + counts["dead placed"]
        shares = [counts[name] / max(1, alive) for name in ("right", "wrong", "orphan")]
        print(f"{kind:22}{alive:7}" + "".join(f"{share:9.2%}" for share in shares), end="")
        orphaned = f"{counts['dead orphan'] / dead:.1%}" if dead else "-"
        print(f"{dead:7}{orphaned:>10}{counts['grey'] + counts['doubtful']:10}")


def main() -> None:
    """Print the tables for both ways: with the text the annotations were made on, and without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="drafts of each seed and kind")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other drafts")
    options = parser.parse_args()
    for keep_old, name in ((True, "with the old text"), (False, "without the old text")):
        verdicts, milliseconds, microseconds = run(options.rounds, options.seed, keep_old)
        print(f"{name}: {milliseconds:.1f} ms an article of {_SPANS}, {microseconds:.0f} µs a span")
        report(verdicts)
        print()


if __name__ == "__main__":
    main()
