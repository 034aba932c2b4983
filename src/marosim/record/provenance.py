"""How a result came about: code, versions, machine and inputs; nobody's machine is named."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import marosim
from marosim.added import digests
from marosim.languages import N_, _, _n

# what computes a run, and what only reads settings and writes tables
COMPUTING = ("mesa", "numba", "llvmlite", "numpy", "scipy", "pandas", "networkx")
PACKAGES = (*COMPUTING, "pyarrow", "hydra-core")
LIMITS = "marosim explores what could follow from its assumptions; it does not predict."
NOT_RECORDED = N_("code and versions that were not recorded")
NOW = N_("{name} {before} (now {after})")
OTHERS = N_("{name} {before} (others: {after})")


def versions() -> dict[str, str]:
    """Versions of marosim, Python and the packages that shape results."""
    return {"marosim": marosim.__version__, "python": platform.python_version()} | {
        name: _version(name) for name in PACKAGES
    }


@cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


@cache
def code_digest() -> str:
    """A hash of marosim's source, from which every rule is compiled; read once a process."""
    root = Path(marosim.__file__).parent
    return files_digest(
        root, sorted(root.rglob("*.py"), key=lambda p: p.relative_to(root).as_posix())
    )


def files_digest(root: Path, files: Iterable[Path]) -> str:
    """A hash of files and their names under a folder, in their order.

    Line ends do not count: version control may change them.
    """
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(root).as_posix().encode()
        total.update(name + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def computing() -> dict[str, Any]:
    """Digest of the source and versions of all that computes, in this process."""
    found = copy.deepcopy(_computing())
    if added := digests():
        found["added_sha256"] = added
    return found


@cache
def _computing() -> dict[str, Any]:
    found = versions()
    kept = ("marosim", "python", *COMPUTING)
    return {"code_sha256": code_digest(), "versions": {name: found[name] for name in kept}}


def provenance(case_digest: str, settings: dict[str, Any]) -> dict[str, Any]:
    """What a run came from: code, versions, and digests of its case and settings."""
    return {
        **computing(),
        "case_sha256": case_digest,
        "settings_sha256": settings_digest(settings),
    }


def settings_digest(settings: Mapping[str, Any]) -> str:
    """A hash of resolved settings."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()


def differences(older: Any, now: Mapping[str, Any], told: str = NOW) -> list[str]:
    """What of ``older`` is not as it is ``now``, in words; empty if both are the same.

    ``told`` is how a difference is said, :data:`NOW` or :data:`OTHERS`.
    """
    if not isinstance(older, Mapping) or not isinstance(older.get("versions"), Mapping):
        return [_(NOT_RECORDED)]
    had, has, missing = older["versions"], now["versions"], _("not recorded")
    found = [
        _(told, name=name, before=had.get(name, missing), after=has.get(name, missing))
        for name in dict.fromkeys((*has, *had))
        if had.get(name) != has.get(name)
    ]
    if older.get("code_sha256") != now["code_sha256"]:
        found.insert(0, _("other source code of marosim"))
    had, has = older.get("added_sha256") or {}, now.get("added_sha256") or {}
    for key in sorted({*had, *has}):
        if had.get(key) != has.get(key):
            before = _("added") if key in had else _("not added")
            after = _("not added") if key not in has else _("another") if key in had else _("added")
            name = _("the mechanism {name}", name=key)
            found.insert(0, _(told, name=name, before=before, after=after))
    for key, text in (("case_sha256", _("another case")), ("settings_sha256", _("other settings"))):
        if key in now and older.get(key) != now[key]:
            found.insert(0, text)
    if older.get("by_hand"):
        found.insert(
            0, _n("{count} change by hand", "{count} changes by hand", int(older["by_hand"]))
        )
    return found


def check_format(
    content: Mapping[str, Any], known: int, where: Path, kind: type[Exception]
) -> None:
    """Raise ``kind`` unless the file says the format that is known; older files say none."""
    said = content.get("format", known)
    if said == known and not isinstance(said, bool):
        return
    newer = isinstance(said, int) and said > known
    cure = _("install a newer marosim") if newer else _("compute it again")
    raise kind(
        _("{path}: format {given}, this marosim reads format {known}; {cure}", path=where,
          given=str(said)[:40], known=known, cure=cure)
    )  # fmt: skip


def machine() -> dict[str, Any]:
    """Kind of machine and number of cores; no names."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count() or 1,
    }


def inputs_hash(
    case_digest: str, settings: dict[str, Any], version: str = marosim.__version__
) -> str:
    """A hash of everything that determines a run: case, settings and version."""
    text = json.dumps([case_digest, settings, version], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
