"""Gettext catalogues: read, compile, and keep in step with the sources.

    python -m ocop_verify.web.translations compile    write what is missing or older than its source
    python -m ocop_verify.web.translations update     add new messages to the .po files, drop unused ones

A compiled catalogue (.mo) is made at set-up and not kept in git. Where it is missing or stale, and the folder
cannot be written, the source is compiled in memory: a page never falls back to the wrong language.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ocop_verify.durable import write_durably

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "translations"
MAPPING = FOLDER / "babel.cfg"
SOURCES = ("ocop_verify", "templates")
WIDTH = 110

# No dates and no names: they change without a message having changed.
HEADER = """\
# Messages of OCOP Verify. The message ids are the Vietnamese sentences themselves.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def load(language: str, folder: Path = FOLDER) -> GNUTranslations:
    """The messages of a language."""
    return GNUTranslations(BytesIO(_compiled(folder / language / "LC_MESSAGES" / "messages.po")))


def _compiled(source: Path) -> bytes:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return target.read_bytes()
    content = compiled_from(read(source))
    with suppress(OSError):  # a read-only installation: the catalogue in memory serves as well
        write_durably(target, content)
    return content


def read(source: Path) -> "Catalog":
    """A .po file as a catalogue."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow to import, needed only without .mo

    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def compiled_from(catalog: "Catalog") -> bytes:
    """The bytes of a .mo file; fuzzy messages are left out."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415

    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def extracted(root: Path = ROOT) -> "Catalog":
    """Every message that the sources hold today."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.extract import extract_from_dir  # noqa: PLC0415
    from babel.messages.frontend import parse_mapping_cfg  # noqa: PLC0415

    with (root / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = Catalog(charset="utf-8")
    keywords = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "OcopError": None}

    def is_source(folder: str | os.PathLike[str]) -> bool:
        return Path(folder).relative_to(root).parts[0] in SOURCES

    found = extract_from_dir(str(root), methods, options, keywords, directory_filter=is_source)
    for filename, _line, message, _comments, context in found:
        # No line numbers: they would change the catalogue with every edit of a page.
        catalog.add(message, locations=[(filename, 0)], context=context)
    return catalog


def update(sources: Iterable[Path]) -> None:
    """Bring every .po file in step with the sources. Nothing is guessed: a new message is left empty."""
    from babel.messages.pofile import write_po  # noqa: PLC0415

    template = extracted()
    for source in sources:
        catalog = read(source)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        buffer = BytesIO()
        write_po(buffer, catalog, width=WIDTH, sort_output=True, include_lineno=False, omit_header=True)
        header = HEADER.format(language=source.parent.parent.name, plurals=catalog.plural_forms)
        write_durably(source, header.encode() + buffer.getvalue())


def main(arguments: list[str]) -> int:
    """The command line; ``make setup`` calls ``compile``."""
    sources = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
    if arguments == ["update"]:
        update(sources)
    elif arguments != ["compile"]:
        print(__doc__)
        return 2
    for source in sources:
        _compiled(source)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
