#!/usr/bin/env bash
# See to it that the browser tests have a Chromium: Debian's package, installed where it is missing and this
# account may install it. Elsewhere it prints the one command, and fails only in CI: the tests say what did
# not run. tests/browser/chromium.py looks for the browser in the same places.
set -euo pipefail

if [ -n "${OCOP_TEST_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null; then
    exit 0
fi

packages=(chromium fonts-liberation)
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    as_root=(false)
fi

if command -v apt-get >/dev/null \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 install \
        --no-install-recommends "${packages[@]}" </dev/null >/dev/null; then
    exit 0
fi

echo "The browser tests will not run: there is no Chromium. Install it with" >&2
echo "    sudo apt-get update && sudo apt-get install ${packages[*]}" >&2
echo "or name a browser in OCOP_TEST_CHROMIUM." >&2
[ "${CI:-}" != true ]
