import pytest

from tests.compare.templates import STORIES, strong_pairs


@pytest.mark.parametrize(("file", "here", "there"), STORIES)
def test_no_template_is_a_strong_match_of_another(file: str, here: str, there: str) -> None:
    assert strong_pairs(file, here, there) == []
