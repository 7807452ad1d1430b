"""Checks the types of our scripts, as their JSDoc tells them: ``python scripts/check_scripts.py``.

Pages and workers know different things of a browser, so each has its own ``tsconfig``. The packages have to
be installed: ``build_assets.py`` does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.build_assets import MODULES, node, run

PROJECTS = ("tsconfig.json", "tsconfig.workers.json")


def main() -> None:
    """Check each of them; the first fault ends it with the checker's own exit code."""
    for project in PROJECTS:
        run(*node(), str(MODULES / "typescript" / "bin" / "tsc"), "--project", project)


if __name__ == "__main__":
    main()
