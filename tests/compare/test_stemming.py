import pytest

from annotations.compare.stemming import stem


@pytest.mark.parametrize(
    "forms",
    [
        "immediate immediately",
        "complete completely completed",
        "family families",
        "supply supplies supplied",
        "ally allies allied",
        "stop stopped stopping stops",
        "company companies",
        "separate separated separately separation",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("words", ["police policy", "rely relay", "general generate", "us use"])
def test_words_that_only_look_alike_have_two(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 2
