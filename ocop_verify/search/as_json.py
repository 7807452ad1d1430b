"""Search and claims for machines."""

from ocop_verify.catalog.as_json import Json, certification
from ocop_verify.catalog.lines import Line
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.matching.claims import Judgement
from ocop_verify.search.finding import Found
from ocop_verify.search.highlighting import pieces_of
from ocop_verify.search.today import Today
from ocop_verify.search.wording import Told


def search_page(found: Found, lines: list[tuple[int, Line]], today: Today, after: str | None) -> Json:
    """One page of results. ``after`` is the cursor of the next; None on the last."""
    catalogue = today.index.catalogue
    return {
        "query": found.query.text,
        "total": found.total,
        "exact": found.is_exact,
        "did_you_mean": found.meant or None,
        "items": [_item(line, row, found, catalogue) for row, line in lines],
        "facets": {
            "stars": {str(key): count for key, count in found.facets.stars.items()},
            "standing": dict(found.facets.standings),
            "province": dict(found.facets.provinces),
            "old_province": dict(found.facets.old_provinces),
            "set": {str(key): count for key, count in found.facets.sets.items()},
        },
        "next": after,
        **as_of(today),
    }


def _item(line: Line, row: int, found: Found, catalogue: Catalogue) -> Json:
    name = [[piece.text, piece.marked] for piece in pieces_of(line.product.name, found.query)]
    score = found.scores.get(row)
    return {
        "product": {"id": line.product.id, "name": line.product.name, "pieces": name},
        "standing": line.recognition.standing.value,
        "score": None if score is None else round(score, 4),
        "certification": certification(catalogue.certifications[line.recognition.id], catalogue),
    }


def finding(said: Told, judgement: Judgement, reason: str, today: Today) -> Json:
    """What was found of one claim."""
    catalogue = today.index.catalogue
    records = catalogue.certifications
    return {
        "finding": judgement.finding.value,
        "reason": {"code": judgement.reason.value, "text": reason},
        "score": round(judgement.score, 1),
        "certification": certification(records[said.recognition.id], catalogue) if said.recognition else None,
        "standing": said.recognition.standing.value if said.recognition else None,
        "candidates": [
            {
                "score": round(match.score, 1),
                "name": match.name.relation.value,
                "maker": match.maker.relation.name.lower(),
                "certification": certification(records[match.certified.certification_id], catalogue),
            }
            for match in judgement.matches
        ],
    }


def as_of(today: Today) -> Json:
    """Which catalogue answered, and for which day."""
    catalogue = today.index.catalogue
    return {
        "as_of": today.day.isoformat(),
        "catalogue": {
            "version": catalogue.version,
            "compiled_at": catalogue.compiled_at.isoformat(timespec="seconds"),
        },
    }
