import pytest

from annotations.compare.article_index import index_article
from annotations.compare.attribution import attributions
from annotations.compare.comparison import Comparison


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ten people drowned, police said.", ", police said"),
        ("Ten people drowned, police said on Friday.", ", police said on Friday"),
        ("The two met, according to the U.S. army.", ", according to the U.S. army"),
        ("“We will go on,” the minister told reporters.", "” the minister told reporters"),
        (
            "“It fell,” Search and Rescue Agency (SAR) spokesman Yusuf Latif told AFP.",
            "” Search and Rescue Agency (SAR) spokesman Yusuf Latif told AFP",
        ),
        ("It will rise, said Ana Dias, a banker.", ""),
        ("The ministry said that it will rise.", "The ministry said that"),
        ("China also said, “Stop arming them.”", "China also said, "),
        ("She held on, said she was cold, and wept.", ""),
        ("He said so and left the room.", ""),
        ("Nobody knows.", ""),
    ],
)
def test_who_says_it(sentence: str, expected: str) -> None:
    found = [sentence[slice(*span)] for span in attributions(sentence)]
    assert found == ([expected] if expected else [])


def test_the_same_speaker_alone_makes_no_counterpart() -> None:
    said = "The bridge will close for repairs, the transport ministry said in a statement."
    same_speaker = "New trains were ordered, the transport ministry said in a statement."
    same_claim = "Repairs will force the bridge to close."
    comparison = Comparison(
        {"a": index_article(said), "b": index_article(f"{same_speaker}\n{same_claim}")}
    )
    first, *_ = comparison.counterparts("a", said)["b"]
    assert first.span.start == len(same_speaker) + 1
