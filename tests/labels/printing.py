"""What tests of print need: a face, a run of really signed labels, and a sheet of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.token import LabelSigner
from ocop_verify.labels.design import LabelFace
from ocop_verify.labels.layouts import Layout, layout_of
from ocop_verify.labels.runs import LabelRun, run_of
from ocop_verify.labels.sheets import Sheet, write_sheet
from ocop_verify.labels.symbols import maker_for
from tests.cast import make_batch

PREFIX = "https://ocop.vn/"
SIGNER = LabelSigner(1, bytes(range(32)))
CODE_KEY = bytes(range(32, 64))


def make_face(**changes: Any) -> LabelFace:
    """Words with letters that carry two accents, of usual length."""
    made = LabelFace("Mắm nêm Suối Mơ", "Hợp tác xã Nông nghiệp Suối Mơ", 4, date(2028, 8, 5), "ocop.vn")
    return replace(made, **changes)


def make_run(face: LabelFace | None = None, copies: int = 1, **batch: Any) -> LabelRun:
    """The labels of a batch of 100 units, or of what ``batch`` changes about it."""
    return run_of(make_batch(**batch), face or make_face(), SIGNER, CODE_KEY, copies)


def make_product_run(copies: int = 1, face: LabelFace | None = None, **batch: Any) -> LabelRun:
    """Copies of the label that is the same on every package."""
    return make_run(face, copies, kind=LabelKind.PRODUCT, count=1, **batch)


def print_sheet(out: Path, runs: Sequence[LabelRun], layout: str | Layout = "a4-24", **options: Any) -> Sheet:
    """A sheet with the public address of the tests."""
    stock = layout_of(layout) if isinstance(layout, str) else layout
    return write_sheet(out, runs, stock, maker_for(PREFIX), **options)


def urls_of(*runs: LabelRun) -> list[str]:
    """What phones must read, in the order of printing."""
    return [PREFIX + label.token for run in runs for label in run.issue(0, run.count)]
