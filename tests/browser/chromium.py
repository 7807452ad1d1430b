"""Which browser the tests drive, and what they say where there is none."""

import os
import shutil

IN_CI = os.environ.get("CI") == "true"
# scripts/ensure-chromium.sh looks for the same names.
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium calls home at every start unless told not to; as root it has no sandbox to run in.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What a test without a browser says; the summary at the end of a run looks for it.
NO_BROWSER = "there is no Chromium: sudo apt-get install chromium"


def find_chromium() -> str | None:
    """The browser that was named, or the first that is installed."""
    names = [os.environ.get("OCOP_TEST_CHROMIUM", ""), *CHROMIUM_NAMES]
    return next((path for name in names if name and (path := shutil.which(name))), None)
