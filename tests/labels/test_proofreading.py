"""Proofreading tells what a phone would not find, and what it should not have found."""

from PIL import Image

from ocop_verify.labels.proofreading import proofread
from tests.labels.printing import make_product_run, make_run, print_sheet, urls_of


def test_a_label_that_is_not_on_the_sheet_is_missed(tmp_path):
    printed, promised = make_run(count=23), make_run(count=24)
    proof = proofread(print_sheet(tmp_path / "s.pdf", [printed]).files, urls_of(make_run(count=24)))
    # The codes of unit labels depend on the batch's size; their tokens do not.
    assert (proof.expected, proof.read) == (24, 23)
    assert proof.missing == (urls_of(promised)[-1],)
    assert not proof.is_clean


def test_a_label_of_another_batch_is_noticed(tmp_path):
    run, stranger = make_run(count=2), make_run(id=9, count=1)
    proof = proofread(print_sheet(tmp_path / "s.pdf", [run, stranger]).files, urls_of(run))
    assert proof.read == 2
    assert proof.foreign == tuple(urls_of(stranger))
    assert not proof.is_clean


def test_a_damaged_label_is_missed(tmp_path):
    run = make_product_run()
    [file] = print_sheet(tmp_path / "s.png", [run], "png").files
    with Image.open(file) as picture:
        picture.paste(255, (0, 0, 420, picture.height))
        picture.save(file)
    assert proofread([file], urls_of(run)).missing == tuple(urls_of(run))


def test_copies_are_counted_one_by_one(tmp_path):
    two, three = make_product_run(copies=2), make_product_run(copies=3)
    proof = proofread(print_sheet(tmp_path / "s.pdf", [two]).files, urls_of(three))
    assert (proof.read, proof.expected, len(proof.missing)) == (2, 3, 1)
