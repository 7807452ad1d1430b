"""From many scans of one label to what the public and the inspectors are told of it."""

from datetime import timedelta

import pytest

from ocop_verify.db import begin_write, db
from ocop_verify.domain.circulation import CirculationReading, Reason, ReasonCode
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.verdict import Circulation
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.signing_keys import create_key
from ocop_verify.verification.circulating import write_suspicions
from tests.cast import NOW, OFFICER
from tests.labels.store import store_certification, store_product

SEEN_OFTEN = CirculationReading(
    Circulation.SEEN_UNUSUALLY_OFTEN,
    (Reason(ReasonCode.MANY_PLACES, {"places": 7}),),
    scans=41,
    first_at=NOW - timedelta(days=3),
)
REASON = "mã này được xem ở 7 tỉnh, thành"


@pytest.fixture
def labels(fresh_app):
    """The tokens of a batch whose first label is suspected."""
    ring = fresh_app.extensions["keyring"]
    with fresh_app.app_context():
        session = db.session()
        begin_write(session)
        create_key(session, ring, actor=OFFICER, now=NOW)
        certification = store_certification(session, store_product(session))
        order = Order(certification, LabelKind.UNIT, 5, "a4-24")
        batch = issue_batch(session, order, actor=OFFICER, now=NOW)
        write_suspicions(session, {(batch.id, 1): SEEN_OFTEN}, now=NOW)
        [run] = runs_of(session, [batch], ring, "ocop.vn")
        session.commit()
    fresh_app.extensions["scans"].catch_up()
    return [label.token for label in run.issue(0, run.count)]


def test_the_page_says_so_beside_the_headline_and_gives_the_reasons(fresh_app, labels):
    page = fresh_app.test_client().get(f"/{labels[0]}").text
    assert 'data-verdict="in_force"' in page, "a suspicion is never a verdict"
    assert "quét nhiều hơn bình thường" in page
    assert REASON in page


def test_another_label_of_the_batch_is_not_touched(fresh_app, labels):
    client = fresh_app.test_client()
    client.get(f"/{labels[0]}")
    assert REASON not in client.get(f"/{labels[1]}").text


def test_machines_get_the_reasons_with_their_figures(fresh_app, labels):
    answer = fresh_app.test_client().get(f"/{labels[0]}", headers={"Accept": "application/json"}).json
    assert answer["verdict"] == "in_force"
    assert answer["circulation"]["code"] == "seen_unusually_often"
    assert answer["circulation"]["reasons"] == [{"code": "many_places", "places": 7}]


def test_inspectors_have_a_queue_and_can_close_what_is_explained(fresh_app, labels):
    run = fresh_app.test_cli_runner().invoke
    listed = run(args=["scans", "suspicions"]).output
    assert "lô 1, số 1: 41 lượt quét" in listed
    assert REASON in listed
    closed = run(
        args=["scans", "set-aside", "--batch", "1", "--serial", "1", "--reason", "hàng mẫu ở hội chợ"]
    )
    assert closed.exit_code == 0
    assert run(args=["scans", "suspicions"]).output == ""


def test_what_is_not_suspected_cannot_be_set_aside(fresh_app, labels):
    run = fresh_app.test_cli_runner().invoke
    refused = run(args=["scans", "set-aside", "--batch", "1", "--serial", "2", "--reason", "x"])
    assert refused.exit_code == 1
    assert "không có dấu hiệu bất thường" in refused.output
