"""Every benchmark, and one table of them.

    python -m bench                     all of them: a quarter of an hour
    python -m bench scans symbols       these; the others' figures stay as they were measured
    python -m bench --table             nothing; only write the table again

A bench is a module of this folder with a function ``run`` that gives rows. Its rows are kept in ``bench/out``
with the date, and ``docs/performance.md`` gets the table of all that are there, between its two marks.
"""

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from ocop_verify.durable import write_durably

FOLDER = Path(__file__).resolve().parent
OUT = FOLDER / "out"
DOCUMENT = FOLDER.parent / "docs" / "performance.md"
BEGIN, END = "<!-- table: written by `make bench` -->", "<!-- end of table -->"

Row = dict[str, Any]


class Measured(msgspec.Struct):
    """The rows of one bench, when and on what."""

    name: str
    at: datetime
    machine: str
    rows: list[Row]


def benches() -> list[str]:
    """The names of the modules that measure something."""
    return [path.stem for path in sorted(FOLDER.glob("*.py")) if "\ndef run(" in path.read_text("utf-8")]


def machine() -> str:
    """What it was measured on, in one line."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    cpu = names[0] if names else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before: {busy:.1f}"
    )


def measure(name: str) -> None:
    """Run one bench and keep its rows."""
    where = machine()
    print(f"{name}: {where}", flush=True)
    rows = importlib.import_module(f"bench.{name}").run()
    content = msgspec.json.encode(Measured(name, datetime.now(UTC), where, rows))
    write_durably(OUT / f"{name}.json", msgspec.json.format(content, indent=1))


def kept() -> list[Measured]:
    """What was measured until now."""
    return [msgspec.json.decode(path.read_bytes(), type=Measured) for path in sorted(OUT.glob("*.json"))]


def verdict(row: Row) -> str:
    """Whether the goal is met; a goal without a ratio is one for the figure itself."""
    goal, figure = row["goal"], row["ratio"] if row["ratio"] is not None else row["ours"]
    if goal is None:
        return ""
    if figure is None:
        return "**not measured**"
    at_most = row.get("at_most") or "at most" in row["what"] + row["against"] or "swap after" in row["what"]
    return "met" if (figure <= goal if at_most else figure >= goal) else "**missed**"


def table(found: list[Measured]) -> Iterator[str]:
    """The table, and what each part of it was measured on."""
    yield "| what | against | ours | theirs | ratio | goal | |"
    yield "|---|---|---|---|---|---|---|"
    for measured in found:
        for row in measured.rows:
            cells = (number(row[name]) for name in ("ours", "theirs", "ratio", "goal"))
            yield "| " + " | ".join((row["what"], row["against"], *cells, verdict(row))) + " |"
    yield ""
    for measured in found:
        yield f"- `bench/{measured.name}.py`: {measured.at:%Y-%m-%d %H:%M} UTC, {measured.machine}"


def number(value: float | None) -> str:
    """A figure with as many digits as it deserves."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write(lines: list[str]) -> None:
    """Put the table between the marks of the document."""
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    write_durably(DOCUMENT, "\n".join([before + BEGIN, "", *lines, "", END + after]).encode())


def main() -> None:
    """Measure what was asked for, print the table and write it down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and write the table.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(benches())}")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    options = parser.parse_args()
    if unknown := set(options.names) - set(benches()):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    failed = []
    for name in [] if options.table else options.names or benches():
        try:
            measure(name)
        except Exception as problem:
            failed.append(name)
            print(f"{name} failed: {problem!r}", file=sys.stderr)
    lines = list(table(kept()))
    print("\n".join(lines))
    write(lines)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
