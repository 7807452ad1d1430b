"""The door to a fair at work: how far it is, what was found, and who is at it. It renews itself."""

from collections import Counter
from datetime import timedelta
from typing import Final

from flask import Blueprint, render_template, request

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import require
from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.fairs.devices import days_of, devices_of
from ocop_verify.fairs.figures import Share, chosen, figures_of, findings_at, is_disputed
from ocop_verify.fairs.sheets import read_stalls
from ocop_verify.fairs.views.context import fair_of, may_run, place_of_fair, time_of
from ocop_verify.fairs.words import COLOUR_LOOKS, DISPUTED, FINDING_LOOKS, FINDINGS, TIMES

blueprint = Blueprint("fair_desk", __name__, url_prefix="/fairs")

# A phone that has asked or sent within this time is at work.
AT_WORK: Final = timedelta(minutes=15)


@blueprint.get("/<int:key>/desk")
@require(Permission.CHECK_STALLS, place=place_of_fair)
def desk(key: int) -> str:
    """How far the fair is."""
    fair, word = fair_of(key), request.args.get("show", "")[:20]
    read = read_stalls(database(), key)
    phones = [each for each in devices_of(database(), key) if not each.ended_at]
    return render_template(
        "fairs/desk.html",
        fair=fair,
        time=TIMES[time_of(fair)],
        can_join=not fair.called_off_at and days_of(fair).may_join(moment()),
        runs=may_run(fair),
        word=word,
        figures=figures_of(read),
        stalls=chosen(read, word),
        at_work=Counter(each.name for each in phones if moment() - each.seen_at < AT_WORK),
        now=moment(),
        colours=Colour,
        kinds=StallFinding,
        shares=Share,
        looks=FINDING_LOOKS,
        colour_looks=COLOUR_LOOKS,
        words=FINDINGS,
        disputed=DISPUTED,
        findings_at=findings_at,
        is_disputed=is_disputed,
    )
