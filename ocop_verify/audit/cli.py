"""``flask audit``: is the journal whole?"""

import click
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import first_broken, version
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.web.commands import CommandGroup, as_json_option, say

audit = CommandGroup("audit", help="The journal: who did what to which record.")


@audit.command()
@as_json_option
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Follow the chain of hashes from the first entry to the last; exits with 1 where it is broken."""
    with Session(db.engine) as session:
        entries, broken = version(session), first_broken(session)
        facts = {"whole": broken is None, "entries": entries, "first_broken": broken}
        words = _whole(entries) if broken is None else _broken(session.get(JournalEntry, broken), broken)
    say(words, facts, as_json=as_json)
    context.exit(int(broken is not None))


def _whole(entries: int) -> str:
    return f"Nhật ký nguyên vẹn: {entries} dòng."


def _broken(entry: JournalEntry | None, sequence: int) -> str:
    if entry is None:
        return f"Nhật ký bị hỏng: thiếu dòng {sequence}."
    at = f"{entry.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
    what = f"{entry.action}, {entry.subject_type} {entry.subject_id}"
    return f"Nhật ký bị hỏng từ dòng {sequence}: {at}, {entry.actor}, {what}."
