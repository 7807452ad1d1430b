"""The lines of a stall's sheet as papers and tables tell them: by name, with what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.stall_checks import Line as Checked
from ocop_verify.domain.stall_checks import Said
from ocop_verify.fairs.models import DeclaredGoodRow, StallSayingRow
from ocop_verify.fairs.sheets import StallRead


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line of a sheet. ``good`` None: found there undeclared; ``product`` None: it matched nothing.

    ``rows`` are the checks that it rests on, in order of time; ``photos`` those of this line alone.
    """

    read: StallRead
    checked: Checked
    good: DeclaredGoodRow | None
    product: Line | None
    rows: Sequence[StallSayingRow]
    photos: Sequence[StallSayingRow]

    @property
    def name(self) -> str:
        """What it is called: as it was declared, else the product's name, else "" for a code of nobody."""
        if self.good:
            return self.good.said
        return self.product.product.name if self.product else ""

    @property
    def label(self) -> str:
        """The numbers of the label that was scanned last; "" where none of ours was."""
        return next((row.label for row in reversed(self.rows) if row.label), "")

    @property
    def subjects(self) -> frozenset[str]:
        """What this line is or was called: a product found undeclared may have been declared since."""
        found = {self.checked.subject, *(f"product:{row.product_id}" for row in self.rows if row.product_id)}
        return frozenset(found)


def told_lines(read: StallRead, catalogue: Catalogue, day: date) -> list[ToldLine]:
    """The lines of a stall, each with the recognition that speaks for its product on this day."""
    goods = {f"good:{row.id}": row for row in read.goods}
    return [_told(read, line, goods.get(line.subject), catalogue, day) for line in read.sheet.lines]


def _told(
    read: StallRead, line: Checked, good: DeclaredGoodRow | None, catalogue: Catalogue, day: date
) -> ToldLine:
    rows = [read.rows[each.id] for each in line.checks]
    key = good.product_id if good else next((row.product_id for row in rows if row.product_id), None)
    product = catalogue.products.get(key or 0)
    shown = lines_of([product], catalogue, day) if product else ()
    told = ToldLine(read, line, good, shown[0] if shown else None, rows, ())
    photos = [row for row in photos_of(read) if row.subject in told.subjects]
    return ToldLine(read, line, good, told.product, rows, photos)


def photos_of(read: StallRead) -> list[StallSayingRow]:
    """The photos of a stall that were not taken back, in order of time."""
    return [read.rows[each.id] for each in read.sheet.notes if each.said is Said.PHOTO]
