"""A label as it will look, before anything is issued. Its code is signed by nobody: scanned, it says so."""

from datetime import date
from typing import Final

from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.token import LabelSigner
from ocop_verify.domain.typed_code import format_code
from ocop_verify.labels.design import LabelFace, design, groups_of
from ocop_verify.labels.keyring import PrivateKey
from ocop_verify.labels.layouts import Layout
from ocop_verify.labels.models import MAX_BATCH
from ocop_verify.labels.painting.svg import label_svg
from ocop_verify.labels.runs import Labels, run_of
from ocop_verify.labels.symbols import SymbolMaker

# The largest certification that a label can name: none that is there.
NO_CERTIFICATION: Final = 2**32 - 1


def preview_svg(face: LabelFace, kind: LabelKind, layout: Layout, symbols: SymbolMaker, today: date) -> str:
    """The picture of the first label of a batch that is not issued yet."""
    key = PrivateKey.new(0)
    batch = Batch(MAX_BATCH, NO_CERTIFICATION, kind, 1, key.id, today, face.stars, face.valid_until)
    run = run_of(batch, face, LabelSigner(key.id, key.seed), key.code_key)
    [printed] = Labels([run]).take(0, 1)
    [symbol] = symbols.make([printed.label.token])
    code = format_code(printed.label.code)
    drawing = design(face, layout.form, groups_of(code))
    return label_svg(drawing, code, symbol, face.product, "")
