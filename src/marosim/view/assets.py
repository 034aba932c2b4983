"""Files of others that the browser view serves itself, so that no request leaves this machine.

``python -m marosim.view.assets`` fetches them once with npm, at the versions that
package.json names, into a cache folder. Without them the page falls back to a public network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from marosim.languages import _
from marosim.record.whole import whole_folder
from marosim.shipped import shipped

# of each package, only what pages ask for: the rest is sources, maps and older browsers' fonts
WANTED = {
    "@widgetti/solara-vuetify-app": (
        "dist/main8.css",
        "dist/fonts.css",
        "dist/solara-vuetify-app8.min.js",
        "dist/*.solara-vuetify-app8.min.js",
        "dist/*.woff2",
    ),
    "requirejs": ("require.js",),
    "uplot": ("dist/uPlot.iife.min.js", "dist/uPlot.min.css"),
}
MARK = "complete.json"
PATIENCE_S = 240


class AssetsError(RuntimeError):
    """The files could not be fetched; the message says why in one line."""


def versions() -> dict[str, str]:
    """Packages and exact versions, as package.json names them."""
    beside = shipped("conf").parent / "package.json"
    found: dict[str, str] = json.loads(beside.read_text(encoding="utf-8"))["dependencies"]
    return found


def folder() -> Path:
    """Where the files stand: in the wheel if it brought them, else in the user's cache."""
    given = os.environ.get("MAROSIM_ASSETS")
    if given:
        return Path(given)
    bundled = shipped("conf").parent / "assets"
    if (bundled / MARK).is_file():
        return bundled
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "marosim" / "assets"


def complete(place: Path | None = None) -> bool:
    """Whether all files of the right versions are there."""
    mark = (place or folder()) / MARK
    try:
        known: dict[str, str] = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return known == versions()


def files() -> frozenset[str]:
    """The fetched files by their paths, as ``package@version/file``."""
    place = folder()
    return frozenset(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())


def read(package: str, file: str) -> str:
    """The text of a fetched file, or an empty string without it."""
    path = folder() / f"{package}@{versions()[package]}" / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def fetch(place: Path | None = None) -> Path:
    """Fetch all files into the folder, which appears whole or not at all; returns it."""
    target, wanted = place or folder(), versions()
    npm = shutil.which("npm")
    if npm is None:
        raise AssetsError(
            _(
                "npm is not installed: the browser view will need a connection to {address}",
                address="cdn.jsdelivr.net",
            )
        )
    with tempfile.TemporaryDirectory() as scratch:
        manifest = {"private": True, "dependencies": wanted}
        (Path(scratch) / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        order = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save",
                 "--loglevel=error", "--cache", str(Path(scratch) / "cache")]  # fmt: skip
        try:
            done = subprocess.run(
                order, cwd=scratch, capture_output=True, text=True, timeout=PATIENCE_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AssetsError(
                _("npm did not answer ({reason})", reason=error.__class__.__name__)
            ) from None
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or [_("no reason given")])[0]
            raise AssetsError(
                _("npm could not fetch the files of the browser view: {reason}", reason=reason)
            )
        with whole_folder(target, replaces=MARK) as draft:
            for package, patterns in WANTED.items():
                source = Path(scratch) / "node_modules" / package
                for pattern in patterns:
                    for file in source.glob(pattern):
                        kept = draft / f"{package}@{wanted[package]}" / file.relative_to(source)
                        kept.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(file, kept)
            (draft / MARK).write_text(json.dumps(wanted), encoding="utf-8")
    return target


def main() -> int:
    """Fetch what is missing; a failure is a warning, because the view can do without."""
    if complete():
        return 0
    try:
        print(f"browser view: files are in {fetch()}")
    except AssetsError as error:
        print(f"browser view: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
