"""``flask notices``: send what is due, for machines that have their own clock; see what would be sent."""

import click

from ocop_verify.db import db
from ocop_verify.notices.sending import endings
from ocop_verify.notices.views.running import send_all
from ocop_verify.web.commands import CommandGroup, now

notices = CommandGroup("notices", help="Notices before recognitions end.")


@notices.command()
@click.option("--dry-run", is_flag=True, help="Only say about which recognitions a notice is due.")
def send(dry_run: bool) -> None:
    """Send what is due. Run it every day; a notice goes out once, however often this runs."""
    if dry_run:
        for each in endings(db.session(), now=now()):
            click.echo(f"{each.ends_on}\t{each.days}\t{each.certification.id}\t{each.certification.product}")
        return
    sent, failed = send_all()
    click.echo(f"Đã gửi {sent} lời nhắc; {failed} chưa gửi được.")
    if failed:
        raise click.exceptions.Exit(1)
