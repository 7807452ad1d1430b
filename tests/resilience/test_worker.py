"""The worker by itself, as it runs beside the server: what is due every day is done every day, once."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.domain.validity import VIETNAM, local_day
from ocop_verify.jobs.models import JobRow
from ocop_verify.notices.models import NoticeRow
from ocop_verify.registry.models import CertificationRow
from tests.conftest import running
from tests.desk import make_account
from tests.resilience.conftest import ROOT, wait_for

# Starts servers and breaks what they stand on: it runs in make test-all.
pytestmark = pytest.mark.slow

TEN = 10 * 3600


@pytest.fixture
def server(new_server, clock):
    """Not started: a folder in which one recognition ends in 45 days, at ten in the morning."""
    server = new_server(**clock.environ)
    local = datetime.now(VIETNAM)
    clock.turn(TEN - (local.hour * 3600 + local.minute * 60 + local.second))
    with running(Settings(data_dir=server.data_dir)) as app, app.app_context():
        begin_write(db.session())
        row = db.session.scalars(select(CertificationRow).order_by(CertificationRow.id)).first()
        row.printed_until = local_day(datetime.now(UTC)) + timedelta(days=45)
        province = row.product.producer.province
        db.session.commit()
        make_account(app, Grant(Role.OFFICER, province), email="lan@example.vn")
    return server


def test_two_workers_send_the_notices_of_the_day_by_themselves_and_each_once(server):
    mail = server.data_dir / "mail"
    command = [sys.executable, "-m", "flask", "jobs", "work"]
    workers = [subprocess.Popen(command, cwd=ROOT, env=server.environ) for _ in range(2)]
    try:
        wait_for(lambda: any(mail.glob("*.eml")), "nobody sent anything")
        wait_for(lambda: states_of(server) == {"done"}, "the work of the day does not end")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=30)
    assert len(list(mail.glob("*.eml"))) == 1
    assert "Đã gửi 0 lời nhắc" in server.flask("notices", "send").stdout
    with running(Settings(data_dir=server.data_dir)) as app, app.app_context():
        assert db.session.query(NoticeRow).filter(NoticeRow.sent_at.is_not(None)).count() == 1
        kinds = [row.kind for row in db.session.query(JobRow)]
        assert len(kinds) == len(set(kinds)), "each kind of daily work was asked for once"
        assert db.session.query(AccountRow).count() == 1


def states_of(server) -> set[str]:
    """How far the work is."""
    with running(Settings(data_dir=server.data_dir)) as app, app.app_context():
        return set(db.session.scalars(select(JobRow.state)))
