"""The open data as files: the same rows in every format, nobody's telephone number, signed, kept, bounded."""

import csv
import io
import json
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from arro3.io import read_parquet

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.domain.records import Extension, ProducerType, Revocation, RevocationGround, Suspension
from ocop_verify.domain.validity import add_months
from ocop_verify.domain.verdict import COUNTING
from ocop_verify.opendata import signing
from ocop_verify.opendata.changes import What, events_of
from ocop_verify.opendata.column_words import SAYS
from ocop_verify.opendata.columns import COLUMNS, NAMES, without_contacts
from ocop_verify.opendata.counting import count
from ocop_verify.opendata.editions import KEEP_NEWEST, Edition, Editions, superfluous
from ocop_verify.opendata.rows import rows_on
from ocop_verify.opendata.writing import csv_of, json_of, parquet_of
from ocop_verify.tabular.neutral import restored
from tests.cast import (
    NOW,
    TODAY,
    make_catalogue,
    make_certification,
    make_decision,
    make_producer,
    make_product,
)
from tests.opendata import shapes

STORY = make_certification(
    id=2,
    product_id=2,
    stars=3,
    score="61,5",
    printed_until=date(2026, 10, 1),
    extension=Extension(date(2026, 12, 1), "12/UBND"),
    suspensions=(Suspension(date(2026, 1, 1), "x", "", date(2026, 2, 1)), Suspension(date(2026, 3, 1), "y")),
    revocation=Revocation(date(2026, 4, 1), RevocationGround.GIVEN_UP, "8/QĐ-UBND", "theo đơn của ông A"),
)
CATALOGUE = make_catalogue(
    make_product(
        id=2, name='=Mứt "gừng", gói 500 g\nloại 1', product_set="Cà phê, ca cao", gtin="8934567890123"
    ),
    STORY,
)
ROWS = rows_on(CATALOGUE, TODAY)


def from_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def from_parquet(data: bytes) -> list[dict[str, object]]:
    table = read_parquet(io.BytesIO(data)).read_all()
    columns = {name: [each.as_py() for each in table[name]] for name in table.column_names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


# --- rows ---------------------------------------------------------------------------------------------


def test_csv_json_and_parquet_say_the_same():
    told = json.loads(b"".join(json_of(ROWS, {"as_of": "2026-11-24"})))
    assert told["as_of"] == "2026-11-24"
    plain = [
        {name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
         for name, value in record.items()}
        for record in told["certifications"]
    ]  # fmt: skip
    rows = from_csv(b"".join(csv_of(ROWS)))
    assert [{name: restored(value) for name, value in row.items()} for row in rows] == plain
    days = {column.name for column in COLUMNS if column.kind == "date"}
    assert [
        {name: value.isoformat() if name in days and value else value for name, value in record.items()}
        for record in from_parquet(parquet_of(ROWS))
    ] == told["certifications"]


def test_ended_recognitions_are_there_with_all_their_days():
    record = next(row for row in json.loads(b"".join(json_of(ROWS, {"v": 1})))["certifications"] if
                  row["certification_id"] == 2)  # fmt: skip
    assert record["suspensions"] == "2026-01-01/2026-02-01 2026-03-01/"
    assert (record["valid_until"], record["extended_until"]) == ("2026-12-01", "2026-12-01")
    assert (record["revoked_on"], record["revocation_ground"]) == ("2026-04-01", "given_up")
    assert (record["standing"], record["speaks"], record["score"]) == ("revoked", True, "61,5")
    assert "ông A" not in json.dumps(
        record, ensure_ascii=False
    )  # notes are for people to read, not for copies


def test_anybody_can_count_the_statistics_from_the_download():
    catalogue, day = shapes.in_every_place(), date(2026, 1, 15)
    rows = rows_on(catalogue, day)
    found = count(rows, catalogue, day)
    download = from_csv(b"".join(csv_of(rows)))
    counting = [row for row in download if row["standing"] in COUNTING]
    speaking = [row for row in download if row["speaks"] == "true"]
    assert (len(speaking), len(counting)) == found.products
    assert len({row["product_id"] for row in download}) == found.products.recognised
    for column, division in (("stars", found.by_stars), ("province_code", found.by_province),
                             ("old_province_code", found.by_old_province), ("producer_type", found.by_kind),
                             ("product_set_number", found.by_set)):  # fmt: skip
        recognised, in_force = (Counter(row[column] for row in part) for part in (speaking, counting))
        assert {key: (recognised[key], in_force[key]) for key in division} == dict(division), column
    assert Counter(row["decided_on"][:7] for row in download) == found.decided


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Thôn 3, ĐT: 0912 345 678, xã Suối Mơ", "Thôn 3, xã Suối Mơ"),
        ("Thôn 3 (tel. +84-912-345-678)", "Thôn 3"),
        ("Thôn 3; email: a.b@example.vn", "Thôn 3"),
        ("Hợp tác xã 3 Tháng 2 - 0263.3822.456", "Hợp tác xã 3 Tháng 2"),
        ("Số 12/34 đường 30 Tháng 4, tổ 5", "Số 12/34 đường 30 Tháng 4, tổ 5"),
        ("Lô 2020-2025, khu 12", "Lô 2020-2025, khu 12"),
        ("Nước mắm 1965", "Nước mắm 1965"),
    ],
)
def test_telephone_numbers_and_mail_addresses_are_taken_out(text, kept):
    assert without_contacts(text) == kept


@pytest.mark.parametrize("kind", ProducerType)
def test_where_a_household_lives_is_not_given_away(kind):
    rows = rows_on(make_catalogue(make_producer(type=kind)), TODAY)
    record = json.loads(b"".join(json_of(rows, {"v": 1})))["certifications"][0]
    assert (record["address"] is None) == (kind is ProducerType.HOUSEHOLD)
    assert record["commune"] == "xã Suối Mơ"


def test_every_column_is_told_in_words():
    assert tuple(SAYS) == NAMES


# --- editions -----------------------------------------------------------------------------------------


def test_an_edition_is_written_once_and_is_what_was_counted(editions: Editions):
    made = editions.publish(ROWS, TODAY, 7, now=NOW)
    assert editions.publish(ROWS, TODAY, 7, now=NOW + timedelta(hours=1)) == made == editions.newest()
    assert (made.name, made.rows) == ("2026-11-24-v7", 3)
    for form, content in (("csv", b"".join(csv_of(ROWS))), ("parquet", parquet_of(ROWS))):
        assert editions.content(made, made.file(form)) == content
    assert len(json.loads(editions.content(made, made.file("json")))["certifications"]) == 3


def test_an_older_catalogue_never_replaces_a_newer_edition(editions: Editions):
    newest = editions.publish(ROWS, TODAY, 7, now=NOW)
    assert editions.publish(ROWS, TODAY, 6, now=NOW) == newest
    assert editions.publish(ROWS, TODAY - timedelta(days=1), 9, now=NOW) == newest
    assert len(editions.all()) == 1


def test_an_edition_that_fails_half_way_leaves_nothing_behind(editions: Editions):
    def breaking_off():
        yield from ROWS
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        editions.publish(breaking_off(), TODAY, 7, now=NOW)
    assert editions.newest() is None
    assert [path.name for path in editions.folder.iterdir()] == [".lock"]


def test_a_damaged_edition_is_passed_over_and_what_a_power_cut_left_is_cleared_away(editions: Editions):
    made = editions.publish(ROWS, TODAY, 7, now=NOW)
    for name in (f"{made.name}/edition.json", "changes.json", "known.gz"):
        (editions.folder / name).write_bytes(b"{")
    (editions.folder / ".2026-11-24-v8.0badf00d").mkdir()
    fresh = Editions(editions.folder, Shelf(editions.folder / "x", editions.folder / "y"))
    assert (fresh.newest(), fresh.changes()) == (None, ())
    assert fresh.publish(ROWS, TODAY, 7, now=NOW) == fresh.newest() != made
    assert not list(editions.folder.glob(".2*"))


def test_a_mirror_makes_the_very_same_files_without_a_signature(editions: Editions, tmp_path: Path):
    mirror = Editions(tmp_path / "mirror", Shelf(tmp_path / "copy.ocop", tmp_path / "no-keys", ("key",)))
    ours, theirs = (each.publish(ROWS, TODAY, 7, now=NOW) for each in (editions, mirror))
    assert [file.sha256 for file in ours.files] == [file.sha256 for file in theirs.files]
    assert [file.signed for file in ours.files + theirs.files] == [True] * 3 + [False] * 3
    assert not (tmp_path / "no-keys").exists()


def edition(day: date, version: int) -> Edition:
    return Edition(day, version, datetime(2026, 1, 1, tzinfo=UTC), 0, ())


def test_old_editions_thin_out_and_are_bounded():
    days = [TODAY - timedelta(days=age) for age in range(4_000)]
    every = [edition(day, 8_000 - 2 * age + part) for age, day in enumerate(days) for part in (0, 1)]
    kept = set(every) - set(superfluous(every, TODAY))
    assert set(sorted(every, key=lambda each: each.version)[-KEEP_NEWEST:]) <= kept
    last_of_days = [each for each in every if each.version % 2]
    assert set(last_of_days[:31]) <= kept
    months = {(each.day.year, each.day.month) for each in kept}
    assert len(months) == 60
    assert min(each.day for each in kept) > add_months(TODAY, -60)
    assert len(kept) < 31 + 60 + KEEP_NEWEST


# --- signatures ---------------------------------------------------------------------------------------


@pytest.fixture
def signed(editions: Editions, tmp_path: Path) -> tuple[Path, str]:
    """A downloaded file and its signature."""
    made = editions.publish(ROWS, TODAY, 7, now=NOW)
    held = made.file("csv")
    file = tmp_path / held.name
    file.write_bytes(editions.content(made, held))
    return file, editions.signature(made, held) or ""


def test_a_signed_file_is_known_again_under_any_name(signed, shelf: Shelf, tmp_path: Path):
    file, note = signed
    renamed = file.rename(tmp_path / "other.csv")
    assert signing.check(renamed, note, shelf.trusted).name == file.name


@pytest.mark.parametrize(
    ("disease", "problem"),
    [
        (lambda note: note.replace("ocop-data-v1", "ocop-data-v2"), "không đọc được"),
        (lambda note: note.replace(".csv", ".json"), "không đúng"),
        (lambda note: note[:-6] + "AAA=\n", "không đ"),
        (lambda note: "", "không đọc được"),
        (lambda note: note + "more\n", "không đọc được"),
    ],
)
def test_a_sick_signature_is_refused(signed, shelf: Shelf, disease, problem):
    file, note = signed
    assert disease(note) != note
    with pytest.raises(signing.NotSigned, match=problem):
        signing.check(file, disease(note), shelf.trusted)


def test_a_changed_file_and_a_stranger_are_refused(signed, shelf: Shelf):
    file, note = signed
    with pytest.raises(signing.NotSigned, match="không được tin cậy"):
        signing.check(file, note, {"x" * 43})
    file.write_bytes(file.read_bytes().replace(b"61,5", b"91,5"))
    with pytest.raises(signing.NotSigned, match="không khớp"):
        signing.check(file, note, shelf.trusted)


def test_openssl_alone_can_check_it_as_the_page_says(signed, tmp_path: Path):
    file, note = signed
    (tmp_path / f"{file.name}.sig").write_text(note, "utf-8")
    (tmp_path / "key.pem").write_bytes(signing.pem_of(note.splitlines()[3]))
    page = (Path(__file__).parents[2] / "templates" / "opendata" / "data.html").read_text("utf-8")
    commands = page.partition("sha256sum --check\n")
    first = commands[0].rpartition("<code>")[2] + "sha256sum --check\n"
    script = (
        (first + commands[2].partition("</code>")[0]).replace("&gt;", ">").replace("{{ name }}", file.name)
    )
    done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"{file.name}: OK" in done.stdout
    assert "Signature Verified Successfully" in done.stdout + done.stderr


# --- changes ------------------------------------------------------------------------------------------


def events(*certifications, day=TODAY):
    rows = rows_on(make_catalogue(*certifications), day)
    return [(e.certification_id, e.what, e.on) for e in events_of(rows, day) if e.certification_id < 900]


def test_a_story_is_told_event_by_event():
    assert events(make_product(id=2), STORY)[1:] == [
        (2, What.RECOGNISED, date(2025, 8, 5)),
        (2, What.EXTENDED, date(2026, 12, 1)),
        (2, What.SUSPENDED, date(2026, 1, 1)),
        (2, What.LIFTED, date(2026, 2, 1)),
        (2, What.SUSPENDED, date(2026, 3, 1)),
        (2, What.REVOKED, date(2026, 4, 1)),
    ]


def test_a_second_recognition_is_a_renewal_and_an_end_comes_the_day_after_the_last():
    again = make_certification(id=2, valid_from=date(2026, 6, 1))
    assert events(again)[1] == (2, What.RENEWED, date(2026, 6, 1))
    ended = (1, What.ENDED, date(2028, 8, 6))
    assert ended not in events(day=date(2028, 8, 5))
    assert ended in events(day=date(2028, 8, 6))


def test_news_come_first_however_old_the_event(editions: Editions):
    def publish(version: int, *records):
        editions.publish(rows_on(make_catalogue(*records), TODAY), TODAY, version, now=NOW)
        return [(change.key, change.known_at) for change in editions.changes()]

    before = publish(7)
    later = NOW + timedelta(hours=1)
    old = make_certification(id=5, product_id=5, decision_id=5, valid_from=date(2019, 3, 1))
    catalogue = make_catalogue(make_product(id=5), make_decision(id=5, issued_on=date(2019, 3, 1)), old)
    editions.publish(rows_on(catalogue, TODAY), TODAY, 8, now=later)
    after = [(change.key, change.known_at) for change in editions.changes()]
    assert after == [("5/ended/2022-03-02", later), ("5/recognised/2019-03-01", later), *before]
    assert publish(9) == before  # what turned out not to be true is told no longer
