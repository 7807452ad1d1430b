"""The answer for machines: the same verdict as the page, in a shape that programs may rely on."""

from ocop_verify.catalog.as_json import Json, certification
from ocop_verify.catalog.holding import Held
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.circulation import CirculationReading
from ocop_verify.domain.verdict import Verdict
from ocop_verify.verification.check import Check


def answer(check: Check, held: Held, circulation: CirculationReading | None = None) -> Json:
    """The whole answer. ``circulation`` is what is known of the label's scans, where anything is."""
    verdict = check.verdict
    known = verdict.certification
    return {
        "verdict": verdict.headline.value,
        "authenticity": {
            "code": verdict.authenticity.value,
            "method": check.method.value,
            **({"reason": check.problem.message} if check.problem else {}),
        },
        "standing": _standing(verdict, held.catalogue),
        "circulation": _circulation(verdict, circulation or CirculationReading()),
        "label": _label(verdict),
        "certification": certification(known, held.catalogue) if known else None,
        "catalogue": {
            "version": held.catalogue.version,
            "compiled_at": held.catalogue.compiled_at.isoformat(timespec="seconds"),
            "confirmed_at": held.confirmed_at.isoformat(timespec="seconds"),
        },
    }


def _circulation(verdict: Verdict, reading: CirculationReading) -> Json:
    return {
        "code": verdict.circulation.value,
        "reasons": [{"code": reason.code.value, **reason.figures} for reason in reading.reasons],
        "scans": reading.scans,
        "first_scan": reading.first_at.isoformat(timespec="seconds") if reading.first_at else None,
    }


def _standing(verdict: Verdict, catalogue: Catalogue) -> Json:
    found: Json = {
        "code": verdict.standing.value,
        "as_of": verdict.as_of.isoformat(timespec="seconds"),
    }
    if verdict.valid_until:
        found["valid_until"] = verdict.valid_until.isoformat()
    if verdict.newer:
        found["newer"] = certification(verdict.newer, catalogue)
    if verdict.certification and verdict.certification.revocation:
        revocation = verdict.certification.revocation
        found["revocation"] = {
            "on": revocation.on.isoformat(),
            "ground": revocation.ground.value,
            "decision": revocation.decision,
        }
    return found


def _label(verdict: Verdict) -> Json | None:
    label = verdict.label
    if label is None:
        return None
    return {
        "certification_id": label.certification_id,
        "batch": label.batch_id,
        "serial": label.serial,
        "kind": label.kind.name.lower(),
        "printed_stars": label.printed_stars,
        "printed_until": label.printed_until.isoformat(),
    }
