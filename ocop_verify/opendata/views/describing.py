"""What the open data are, for catalogues of data: Table Schema, and DCAT-AP as JSON-LD."""

from collections.abc import Callable, Iterator
from typing import Any

from ocop_verify.config import Settings
from ocop_verify.opendata.column_words import SAYS
from ocop_verify.opendata.columns import COLUMNS
from ocop_verify.opendata.editions import DataFile, Edition
from ocop_verify.web.language import LANGUAGES, gettext, speaking

Json = dict[str, Any]

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
_IANA = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def table_schema() -> Json:
    """The columns (https://specs.frictionlessdata.io/table-schema/), told in the reader's language."""
    fields = []
    for column in COLUMNS:
        field: Json = {
            "name": column.name,
            "type": column.kind.value,
            "description": gettext(SAYS[column.name]),
        }
        fields.append(field | ({"constraints": {"required": True}} if column.required else {}))
    return {"primaryKey": "certification_id", "missingValues": [""], "fields": fields}


def catalogue_of_data(settings: Settings, newest: Edition | None) -> Json:
    """One catalogue with one dataset, in the newest edition (https://semiceu.github.io/DCAT-AP/)."""
    home = settings.public_url + "data"
    return {
        "@context": _CONTEXT,
        "@id": home + "#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(_catalogue_title),
        "dct:description": _in_both(_description),
        "dct:publisher": _publisher(settings),
        "dct:language": [{"@id": f"{_EU}language/VIE"}, {"@id": f"{_EU}language/ENG"}],
        "foaf:homepage": {"@id": home},
        "dct:license": {"@id": settings.licence_url},
        "dcat:dataset": [_dataset(settings, newest, home)],
    }


def _dataset(settings: Settings, newest: Edition | None, home: str) -> Json:
    told: Json = {
        "@id": home + "#certifications",
        "@type": "dcat:Dataset",
        "dct:identifier": home + "#certifications",
        "dct:title": _in_both(_title),
        "dct:description": _in_both(_description),
        "dct:publisher": _publisher(settings),
        "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/DAILY"},
        "dct:spatial": {"@id": f"{_EU}country/VNM"},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
        "dcat:theme": {"@id": f"{_EU}data-theme/AGRI"},
        "dcat:keyword": [{"@value": "OCOP", "@language": code} for code in LANGUAGES],
        "dcat:landingPage": {"@id": home},
    }
    if newest is not None:
        told["dct:modified"] = {"@value": newest.made_at.isoformat(), "@type": "xsd:dateTime"}
        told["dcat:version"] = newest.name
        told["dcat:distribution"] = list(_distributions(settings, newest, home))
    return told


def _distributions(settings: Settings, edition: Edition, home: str) -> Iterator[Json]:
    for file in edition.files:
        yield _distribution(settings, file, edition, home)


def _distribution(settings: Settings, file: DataFile, edition: Edition, home: str) -> Json:
    return {
        "@id": f"{home}/{edition.name}/{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dcat:accessURL": {"@id": home},
        "dcat:downloadURL": {"@id": f"{home}/{edition.name}/{file.name}"},
        "dcat:mediaType": {"@id": _IANA + MEDIA_TYPES[file.format]},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:conformsTo": {"@id": home + "/schema.json"},
        "dct:license": {"@id": settings.licence_url},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _publisher(settings: Settings) -> Json:
    return {"@id": settings.public_url, "@type": "foaf:Agent", "foaf:name": f"OCOP Verify · {settings.host}"}


def _catalogue_title() -> str:
    return gettext("Dữ liệu mở của OCOP Verify")


def _title() -> str:
    return gettext("Sản phẩm OCOP: mọi lần công nhận, đang và đã hết hiệu lực")


def _description() -> str:
    return gettext(
        "Mỗi dòng là một lần công nhận: sản phẩm, chủ thể, hạng sao, quyết định, thời hạn và tình trạng. "
        "Lần công nhận đã hết hạn hoặc đã bị thu hồi vẫn ở lại, với ngày của nó."
    )


def _in_both(words: Callable[[], str]) -> list[Json]:
    told = []
    for code in LANGUAGES:
        with speaking(code):
            told.append({"@value": words(), "@language": code})
    return told
