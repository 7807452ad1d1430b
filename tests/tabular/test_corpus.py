"""The corpus of bad and odd files: each is refused in words, or read with its problems at their cells."""

import pytest

from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from tests.tabular.books import COLUMNS
from tests.tabular.corpus import ALL_READ, ALL_REFUSED, Specimen


def named(specimen: Specimen) -> str:
    return specimen.name


@pytest.mark.parametrize("specimen", ALL_REFUSED, ids=named)
def test_it_is_refused_in_words(specimen: Specimen) -> None:
    with pytest.raises(FileProblem) as refused:
        read_table(specimen.make(), specimen.filename, COLUMNS)
    assert refused.value.code == specimen.refused
    sentence = str(refused.value)
    assert "%(" not in sentence
    assert sentence.endswith(".") or sentence.endswith("”.")


@pytest.mark.parametrize("specimen", ALL_READ, ids=named)
def test_it_is_read_and_its_problems_are_told(specimen: Specimen) -> None:
    table = read_table(specimen.make(), specimen.filename, COLUMNS)
    assert [(problem.cell, problem.code) for problem in table.problems] == list(specimen.problems)
    assert len(table) == specimen.rows
    assert [note.code for note in table.notes] == list(specimen.notes)
    first = next(table.rows(), None)
    assert {name: first and first[name] for name in specimen.first} == specimen.first
    for said in (*table.problems, *table.notes):
        assert "%(" not in str(said)


def test_the_corpus_is_large_enough() -> None:
    names = [specimen.name for specimen in (*ALL_REFUSED, *ALL_READ)]
    assert len(names) == len(set(names)) >= 60
