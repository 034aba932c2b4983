"""Reading the facts from which the rule tells who means harm to whom."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from marosim.languages import _
from marosim.world.case import Before, Case

if TYPE_CHECKING:
    from marosim.cases.manifest import Manifest

Path = tuple[str | int, ...]


def of_organisation(
    manifest: Manifest, path: Path, item: dict[str, Any], communities: set[str]
) -> dict[str, Any]:
    """What an organisation says, does and did, and what of its will is set by hand."""
    read = {
        "excludes": manifest.peoples(path, item, "excludes", communities),
        "plunders": manifest.yes(path, item, "plunders"),
        "broadcasts": manifest.yes(path, item, "broadcasts"),
        "killed": _killed(manifest, path, item),
    }
    counted = "killed" if read["killed"] is not None else ""  # none killed is a fact, too
    told = next((key for key, value in read.items() if value), counted)
    read["facts"] = _source(manifest, path, item, "facts", told)
    read["hostility"] = _hostility(manifest, path, item, communities)
    for key in ("extermination", "incites"):
        given = item.get(key) is not None
        read[key] = manifest.level(path, item, key, 0.0) if given else None
    return read


def before_the_start(manifest: Manifest) -> Before:
    """What the country had been through, as the manifest says under ``before``."""
    item, path = manifest.mapping("before"), ("before",)
    if not item:
        return Before()
    manifest.only(path, item, {field.name for field in fields(Before)})
    return Before(
        killed=_killed(manifest, path, item),
        genocide=manifest.yes(path, item, "genocide"),
        autocracy=manifest.yes(path, item, "autocracy"),
        source=_source(manifest, path, item, "source", "before"),
    )


def _killed(manifest: Manifest, path: Path, item: dict[str, Any]) -> int | None:
    """Civilians killed on purpose before the start; None where nobody counted."""
    counted = item.get("killed") is not None
    return manifest.whole(path, item, "killed", 0) if counted else None


def by_hand(case: Case) -> list[str]:
    """A sentence for each organisation whose will is set by hand, not by the rule."""
    return [
        _(
            "organisation {name}: {names} set by hand; leave it out, and the facts of the case "
            "give it",
            name=repr(one.name),
            names=", ".join(one.by_hand),
        )
        for one in case.organisations
        if one.by_hand
    ]


def _source(manifest: Manifest, path: Path, item: dict[str, Any], key: str, told: str) -> str:
    """The source of facts, which must be there if any of them is ``told``."""
    value = item.get(key)
    if isinstance(value, str) and value.strip():
        return value
    if told or value is not None:
        where = (*path, told) if told in item else path
        cure = _("add '{key}: author year', or '{key}: assumed'", key=key)
        manifest.fault(where, _("{name} has no source", name=told or key), cure)
    return "assumed"


def _hostility(
    manifest: Manifest, path: Path, item: dict[str, Any], communities: set[str]
) -> dict[str, float] | None:
    given = item.get("hostility")
    if given is None:
        return None
    here = (*path, "hostility")
    if not isinstance(given, dict):
        what = _("hostility does not name communities with a level each")
        manifest.fault(here, what, _("write {community: level}, or leave it out"))
        return None
    for community in given:
        manifest.community(here, str(community), communities)
        manifest.level(here, given, community, 0.0)
    return {str(name): value for name, value in given.items()}
