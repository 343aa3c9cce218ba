"""Which counterpart is shown in each article, and what is said of it."""

from annotations.compare.companion import Answer
from annotations.compare.comparison import Counterpart
from annotations.question import Question
from annotations.text.span import Span
from tui.counterparts import Ranks, told_of_found

ASKED = Question("000.txt", Span(0, 9), "What is.")


def answer(says_enough: bool = True, **scores: tuple[float, ...]) -> Answer:
    """What was found in articles such as `a001`: counterparts of these scores."""
    found = {
        f"{name[1:]}.txt": tuple(
            Counterpart(Span(10 * place, 10 * place + 5), score) for place, score in enumerate(its)
        )
        for name, its in scores.items()
    }
    return Answer(ASKED, found, says_enough=says_enough)


def taken(found: Answer) -> Ranks:
    ranks = Ranks()
    ranks.take(found)
    return ranks


def test_the_best_is_shown_unless_it_is_a_faint_one() -> None:
    ranks = taken(answer(a001=(0.5, 0.1), a002=(0.19,), a003=()))
    assert ranks.told_of("001.txt") == "001: 1st of 2 ● .50"
    assert ranks.shown("002.txt") is None
    assert ranks.told_of("003.txt") == "003: nothing like this"
    assert ranks.shown("004.txt") is None


def test_steps_go_to_both_ends_and_say_so() -> None:
    ranks = taken(answer(a001=(0.5, 0.25, 0.1), a002=(0.1,), a003=(1.0,), a004=()))
    names = ["001.txt", "002.txt", "003.txt", "004.txt"]
    assert ranks.step(names, 1) == {"003.txt": ", the only one"}
    assert [ranks.told_of(it) for it in names] == [
        "001: 2nd of 3 ○ .25",
        "002: 1st of 1 · .10",
        "003: 1st of 1 ● 1.00",
        "004: nothing like this",
    ]
    assert ranks.step(names[:2], 1) == {"002.txt": ", the only one"}
    assert ranks.told_of("001.txt") == "001: 3rd of 3 · .10"
    assert ranks.step(names[:1], 1) == {"001.txt": ", the last"}
    assert ranks.step(names[:2], -1) == {}
    assert ranks.shown("002.txt") is None, "a faint one goes again"
    assert ranks.step(names[:1], -1) == {}
    assert ranks.step(names[:1], -1) == {"001.txt": ", the best"}


def test_what_was_stepped_to_stays_while_the_same_is_found() -> None:
    found = answer(a001=(0.5, 0.4), a002=(0.5, 0.4))
    ranks = taken(found)
    ranks.step(["001.txt", "002.txt"], 1)
    ranks.take(found._replace(counterparts={**found.counterparts, "002.txt": ()}))
    assert ranks.told_of("001.txt") == "001: 2nd of 2 ● .40"
    assert ranks.shown("002.txt") is None
    ranks.take(found._replace(question=ASKED._replace(passage="Another.")))
    assert ranks.told_of("001.txt") == "001: 1st of 2 ● .50"
    ranks.forget("001.txt")
    assert ranks.shown("001.txt") is None


def test_what_is_not_there_is_named_and_what_is_hidden_too() -> None:
    found = answer(a001=(0.5,), a002=(0.1,), a003=(0.25,), a004=(0.6,))
    ranks = taken(found)

    def told(seen: str, hidden: str = "") -> str:
        paths = [[f"{name}.txt" for name in names.split()] for names in (seen, hidden)]
        return told_of_found(found, ranks, *paths)

    assert told("001 003") == ""
    assert told("001 002") == "nothing like this in 002"
    assert told("001 002", "004") == "nothing like this in 002"
    assert told("002", "001 004 003") == "nothing like this in 002; in tabs: ● 004 ● 001 ○ 003"
    assert told("", "001 002") == "in tabs: ● 001"
    assert told("", "002") == "nothing like this in 002"
    assert told("009", "") == "", "it is not known yet"
    assert told("") == ""
    little = answer(says_enough=False, a001=())
    assert told_of_found(little, taken(little), ["001.txt"], []) == (
        "this says too little to compare"
    )


def test_many_articles_are_counted() -> None:
    none: tuple[float, ...] = ()
    found = answer(a001=none, a002=none, a003=none, a004=none, a005=none)
    ranks, paths = taken(found), [f"00{number}.txt" for number in range(1, 6)]
    assert told_of_found(found, ranks, paths[:4], []).endswith("001, 002, 003, 004")
    assert told_of_found(found, ranks, [], paths) == "nothing like this in 5 articles"
