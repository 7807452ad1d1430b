"""Lines and checks of a stall in words, for papers, tables and cases."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from PIL import Image

from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.stall_checks import Colour, Said, StallFinding
from ocop_verify.domain.validity import written
from ocop_verify.domain.verdict import Headline
from ocop_verify.fairs.models import FairRow, StallRow, StallSayingRow
from ocop_verify.fairs.speakers import by_of
from ocop_verify.fairs.telling import ToldLine
from ocop_verify.fairs.views.field import kept_pictures
from ocop_verify.fairs.words import DISPUTED, FINDING_LOOKS, NOT_CHECKED, SAYINGS
from ocop_verify.inspection.sections import Mark
from ocop_verify.web.formats import moment as written_moment
from ocop_verify.web.language import gettext

MARKS: Mapping[Colour, Mark] = {
    Colour.GREEN: Mark.TICK,
    Colour.AMBER: Mark.TRIANGLE,
    Colour.RED: Mark.SLASH,
    Colour.GREY: Mark.DASH,
}
# A photo on paper is there to be known again; the whole one is at the desk, under its hash.
THUMBNAIL = (640, 640)


def name_of_line(line: ToldLine) -> str:
    """What a line is called."""
    return line.name or gettext("Mã không chỉ ra sản phẩm nào")


def finding_of_line(line: ToldLine) -> str:
    """What stands, in words."""
    if line.checked.disputed:
        return gettext(DISPUTED)
    finding = line.checked.finding
    return gettext((FINDING_LOOKS[finding] if finding else NOT_CHECKED).word)


def recognition_of_line(line: ToldLine) -> str:
    """The decision and validity of what it matched; "" where it matched nothing."""
    if line.product is None:
        return ""
    it = line.product.recognition
    return gettext(
        "%(state)s, %(stars)s sao, quyết định %(number)s, đến hết %(until)s",
        state=gettext(it.state),
        stars=it.stars,
        number=it.decision.number,
        until=written(it.valid_until),
    )


def answer_words(headline: str) -> str:
    """What a phone or the registry answered to a label."""
    if headline in set(Headline):
        return gettext(WORDS[Headline(headline)].state)
    return gettext(FINDING_LOOKS[StallFinding.UNCONFIRMED].word) if headline else ""


def check_words(row: StallSayingRow, names: Mapping[str, str]) -> str:
    """One check: when, who, and what phone and registry answered."""
    told = [
        gettext("%(at)s, %(who)s: %(what)s", at=written_moment(row.at), who=who(row, names), what=said(row))
    ]
    if row.said == Said.SCANNED:
        told += list(_answers(row))
    elif row.finding:
        told.append(gettext(FINDING_LOOKS[StallFinding(row.finding)].word))
    return ". ".join([*told, row.words] if row.words else told)


def _answers(row: StallSayingRow) -> Iterator[str]:
    if row.phone_headline:
        yield gettext("Máy trả lời: %(answer)s", answer=answer_words(row.phone_headline))
    if row.data_at:
        yield gettext("Dữ liệu trên máy đến %(at)s", at=written_moment(row.data_at))
    yield gettext("Sổ đăng ký trả lời cho ngày kiểm tra: %(answer)s", answer=answer_words(row.headline))
    if row.printed_stars and row.printed_stars != row.stars:
        stars = {"printed": row.printed_stars, "stars": row.stars}
        yield gettext("Trên tem in %(printed)s sao, có hiệu lực %(stars)s sao", **stars)
    if row.label:
        yield label_words(row.label)
    elif row.code:
        yield gettext("Dấu vết mã đã quét: %(code)s", code=row.code)


def label_words(label: str) -> str:
    """The numbers of a label."""
    numbers = LabelNumbers.read(label)
    return (
        gettext("Tem: lô %(batch)s, số %(serial)s", batch=numbers.batch_id, serial=numbers.serial)
        if numbers
        else ""
    )


def said(row: StallSayingRow) -> str:
    """What was done."""
    return gettext(SAYINGS[Said(row.said)])


def who(row: StallSayingRow, names: Mapping[str, str]) -> str:
    """Who said it, by name."""
    return names.get(by_of(row)) or by_of(row)


def where_words(fair: FairRow, stall: StallRow) -> str:
    """Where a stall stands."""
    holder = f" ({stall.holder})" if stall.holder else ""
    told = {"fair": fair.name, "number": stall.number, "holder": holder, "place": fair.place}
    return gettext("%(fair)s, gian %(number)s%(holder)s, %(place)s", **told)


def thumbnails(
    photos: Iterable[StallSayingRow], names: Mapping[str, str], where: str = ""
) -> Iterator[tuple[Image.Image, str]]:
    """Photos one by one, small, each with who took it, when, and the hash of the file as it came."""
    for row in photos:
        image = thumbnail(row.shown)
        if image is not None:
            taken = gettext("%(at)s, %(who)s", at=written_moment(row.at), who=who(row, names))
            yield image, "\n".join(filter(None, (where, taken, row.words[:200], f"SHA-256 {row.file}")))


def thumbnail(digest: str | None) -> Image.Image | None:
    """A kept picture, small; None where there is none, or it is gone."""
    content = kept_pictures().find(digest) if digest else None
    if content is None:
        return None
    image = Image.open(BytesIO(content))
    image.thumbnail(THUMBNAIL)
    return image.convert("RGB")
