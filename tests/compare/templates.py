"""Sentences that any story may have, which are no strong counterparts of each other."""

from annotations.compare.article_index import index_article
from annotations.compare.comparison import Comparison
from tests.compare.judging import read_texts

TEMPLATES = (
    "The two sides also discussed other topics.",
    "The two sides also exchanged views on issues of mutual interest.",
    "Other issues of common concern were discussed as well.",
    "Both sides stressed the importance of dialogue.",
    "The meeting comes at a time of rising tensions.",
    "The talks come amid growing tensions between the two countries.",
    "Officials declined to comment.",
    "The company declined to comment further.",
    "A spokesman did not immediately respond to a request for comment.",
    "There was no immediate comment from the government.",
    "He spoke on condition of anonymity because he was not authorized to speak to the media.",
    "The officials spoke on condition of anonymity.",
    "No further details were given.",
    "No further details were immediately available.",
    "The investigation is continuing.",
    "The cause of the accident is being investigated.",
    "The cause was not immediately clear.",
    "It was not immediately clear what caused the incident.",
    "The report could not be independently verified.",
    "The claim could not be independently confirmed.",
    "A statement is expected later in the day.",
    "Police have appealed for witnesses.",
    "Police urged anyone with information to come forward.",
    "The death toll is expected to rise, officials said.",
)
STORIES = (
    ("seeds.toml", "001", "003"),
    ("judge.toml", "storm/wire", "storm/local"),
    ("judge.toml", "results/wire", "results/paper"),
)
"""Articles of one story each that the templates are put into."""


def strong_pairs(file: str, here: str, there: str) -> list[tuple[str, str]]:
    """The templates of one article that another template in the other is a strong match of."""
    texts = read_texts(file)
    one, other = index_article(texts[here]), texts[there]
    strong = []
    for template in TEMPLATES:
        comparison = Comparison({"here": one, "there": index_article(f"{other}\n{template}")})
        strong += [
            (passage, template)
            for passage in TEMPLATES
            if passage != template
            for found in comparison.counterparts("here", passage)["there"]
            if found.strength == "strong" and found.span.start > len(other)
        ]
    return strong
