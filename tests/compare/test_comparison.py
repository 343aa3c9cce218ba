import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.article_index import index_article
from annotations.compare.comparison import Comparison, Counterpart
from annotations.text.sentences import sentence_spans
from tests.compare.judging import read_texts

TOPICS = "The two sides also discussed other topics."
FIRE = "A fire in a warehouse killed three workers in Leeds on Sunday."


def compared(**texts: str) -> Comparison:
    return Comparison({name: index_article(text) for name, text in texts.items()})


def best(passage: str, text: str, *more: str) -> Counterpart | None:
    """The best counterpart of a passage in a text; `more` is what else is said in its article."""
    comparison = compared(here="\n".join([passage, *more]), there=text)
    return next(iter(comparison.counterparts("here", passage)["there"]), None)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return read_texts("seeds.toml")


@pytest.mark.parametrize(
    ("passage", "says_the_same", "others"),
    [
        (
            FIRE,
            "Three labourers died when a warehouse in Leeds caught fire.",
            "It rained in Leeds.",
        ),
        (
            "北京表示绝不会在台湾问题上妥协。",
            "国防部说，在台湾问题上绝不妥协。",
            "会谈在五角大楼举行。",
        ),
        (
            "В Москве прошли переговоры о газе.",
            "Переговоры о газе в Москве завершены.",
            "Погода была хорошей.",
        ),
        ("ประเทศไทยจัดการเลือกตั้งวันอาทิตย์", "การเลือกตั้งในประเทศไทยวันอาทิตย์", "ฝนตกหนักที่กรุงเทพ"),
        ("Erdoğan met Macron in Ankara.", "Macron and Erdogan met in Ankara.", "He flew home."),
        ("प्रधानमंत्री ने दिल्ली में बैठक की।", "दिल्ली में प्रधानमंत्री की बैठक हुई।", "बारिश तेज थी कल रात।"),
    ],
)
def test_what_says_the_same_is_found(passage: str, says_the_same: str, others: str) -> None:
    text = f"{others}\n{says_the_same}"
    found = best(passage, text)
    assert found is not None
    assert text[slice(*found.span)] == says_the_same
    assert found.strength == "strong"


@pytest.mark.parametrize(
    "template",
    [
        "The two sides discussed other topics as well.",
        "Other issues were also discussed by both sides.",
        "They also exchanged views on other matters.",
        TOPICS,
    ],
)
def test_a_template_is_no_strong_match_of_a_template(texts: dict[str, str], template: str) -> None:
    comparison = compared(here=texts["000"] + "\n" + TOPICS, there=texts["004"] + "\n" + template)
    found = comparison.counterparts("here", TOPICS)["there"]
    assert all(counterpart.strength != "strong" for counterpart in found)


def test_names_that_the_whole_story_is_about_make_no_strong_match(texts: dict[str, str]) -> None:
    template = "China and the US also exchanged views on other issues."
    comparison = compared(here=texts["001"] + "\n" + template, there=texts["003"])
    found = comparison.counterparts("here", template)["there"]
    assert all(counterpart.strength != "strong" for counterpart in found)


@pytest.mark.parametrize(
    "line",
    [
        "Your email address will not be published.",
        "Share This Post on Facebook and Twitter",
        "Sign up to our daily newsletter for more stories like this",
        "Jan 11, 2024\xa0-\xa006:19",
        "He said so.",
        "",
        "- Advertisement -",
    ],
)
def test_lines_of_the_page_have_no_counterpart_and_are_none(line: str) -> None:
    assert compared(a=line + "\n" + FIRE, b=line).counterparts("a", line) == {"b": ()}
    assert index_article(f"{FIRE}\n{line}").spans == (sentence_spans(FIRE)[0],)


def test_a_story_about_a_newsletter_is_a_story() -> None:
    text = "The bank wrote in its monthly newsletter to clients that it expects no recession."
    assert len(index_article(text).spans) == 1


def test_a_repeated_headline_is_compared_once(texts: dict[str, str]) -> None:
    headline = "Beijing's clear signal to Washington: We will never compromise on Taiwan"
    found = [texts["000"][slice(*span)] for span in index_article(texts["000"]).spans].count(
        headline
    )
    assert texts["000"].count(headline) == 3
    assert found == 1


def test_a_dateline_says_nothing() -> None:
    one = "LEEDS, June 3 (Agency) - Three workers died in a warehouse fire."
    other = "LEEDS, June 3 (Agency) - Shares of the carmaker rose sharply again."
    found = best(one, other)
    assert found is None or found.strength == "faint"


def test_the_best_comes_first_and_no_score_exceeds_one(texts: dict[str, str]) -> None:
    comparison = compared(**{f"a{name}": text for name, text in texts.items()})
    for name, text in texts.items():
        for span in sentence_spans(text):
            for found in comparison.counterparts(f"a{name}", text[slice(*span)]).values():
                scores = [counterpart.score for counterpart in found]
                assert scores == sorted(scores, reverse=True)
                assert all(0 < score <= 1 for score in scores)


ARREST = "Police in Leeds arrested the driver."
THE_SAME = "The driver, arrested in Leeds: police."
FILLING = "Wheat grew dearer this autumn.\nA singer won two prizes."


def first_of(passage: str, here: str, there: str) -> str:
    """The best counterpart that a passage of one article has in another."""
    found = compared(here=here, there=there).counterparts("here", passage)["there"][0]
    return there[slice(*found.span)]


def test_of_two_alike_the_one_in_the_same_place_comes_first() -> None:
    there = f"{ARREST}\n{FILLING}\n{THE_SAME}"
    passage = "The driver was arrested by police in Leeds."
    assert first_of(passage, f"{passage}\n{FILLING}", there) == ARREST
    assert first_of(passage, f"{FILLING}\n{passage}", there) == THE_SAME


def test_of_two_alike_the_one_next_to_more_of_it_comes_first() -> None:
    near = "His old lorry had rusty brakes."
    passage = "The driver of the lorry was arrested in Leeds by police."
    assert first_of(passage, "", f"{ARREST}\n{FILLING}\n{THE_SAME}\n{near}") == THE_SAME
    assert first_of(passage, "", f"{near}\n{ARREST}\n{FILLING}\n{THE_SAME}") == ARREST


def test_what_another_sentence_of_the_article_says_is_left_to_that_one() -> None:
    passage = "Leeds police arrested a driver of a lorry."
    farmer = "The driver of the lorry, arrested in Leeds, owns a sheep farm."
    held = "A lorry driver was held by police in Leeds after a long chase."
    rival = "The arrested lorry driver owns a sheep farm near Leeds."
    assert first_of(passage, f"{passage}\n{FILLING}", f"{farmer}\n{held}") == farmer
    assert first_of(passage, f"{passage}\n{rival}", f"{farmer}\n{held}") == held


def test_long_articles_are_compared_without_looking_at_each_pair() -> None:
    lines = [
        f"Farmer {number} sold {number * 7} sheep in the market of Leeds." for number in range(400)
    ]
    comparison = compared(here="\n".join(lines), there="\n".join(reversed(lines)))
    found = comparison.counterparts("here", lines[7])["there"][0]
    assert "\n".join(reversed(lines))[slice(*found.span)] == lines[7]


def test_opening_and_closing_is_as_if_only_the_others_had_been_opened(
    texts: dict[str, str],
) -> None:
    passage = texts["000"][slice(*sentence_spans(texts["000"])[1])]
    indexes = {name: index_article(text) for name, text in texts.items()}
    before = Comparison({name: indexes[name] for name in ("000", "001", "002")})
    expected = before.counterparts("000", passage)

    after = before.adding("004", indexes["004"]).without("002").adding("002", indexes["002"])

    assert before.counterparts("000", passage) == expected
    assert "004" not in expected
    assert after.without("004").counterparts("000", passage) == expected
    assert set(after.counterparts("000", passage)) == {"001", "002", "004"}


def test_alone_an_article_has_nobody_to_be_compared_with(texts: dict[str, str]) -> None:
    assert compared(a=texts["000"]).counterparts("a", FIRE) == {}
    assert Comparison({}).counterparts("a", FIRE) == {}


def test_no_more_than_asked_for(texts: dict[str, str]) -> None:
    comparison = compared(a=texts["000"], b=texts["003"])
    passage = texts["000"][slice(*sentence_spans(texts["000"])[1])]
    assert len(comparison.counterparts("a", passage, limit=2)["b"]) == 2


def test_of_a_very_long_article_the_beginning_is_compared() -> None:
    long = index_article(FIRE + "\n" + "x " * 250_000)
    assert not long.is_whole
    assert index_article(FIRE).is_whole
    assert long.spans[0] == sentence_spans(FIRE)[0]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    comparison = compared(a=one, b=other)
    for found in (comparison.counterparts("a", one)["b"], comparison.counterparts("b", one)["a"]):
        assert all(0 <= c.span.start < c.span.end <= max(len(one), len(other)) for c in found)


def test_nothing_heavy_is_imported() -> None:
    code = "import json, sys, annotations.compare; print(json.dumps(list(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert "annotations" in loaded
    heavy = {"numpy", "sklearn", "spacy", "pydantic", "tinydb", "textual", "rich", "regex"}
    assert not loaded & heavy
