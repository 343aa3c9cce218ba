"""What the spaCy export says where there is no spaCy; tests/consumers has the rest."""

import sys

import pytest

from annotations.errors import ExportError
from tests.writing import exported


def test_without_spacy_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)

    with pytest.raises(ExportError, match=r"pip install 'sidemark\[spacy\]'"):
        exported("spacy", [])
