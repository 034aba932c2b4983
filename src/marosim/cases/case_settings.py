"""The settings that a case sets, checked against the model's own, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marosim.cases.manifest import Manifest
from marosim.core.setting import SettingError, members
from marosim.languages import N_, _
from marosim.languages.setting_faults import assign
from marosim.settings import Settings

CURE = N_("see 'marosim describe' for names, units and bounds")


def check_settings(manifest: Manifest) -> None:
    """Add a fault for every setting that does not exist or is out of bounds."""
    roots = set(members(Settings()))
    for path, block in _blocks(manifest, roots):
        for keys, value in _leaves(block):
            nested: Any = value
            for key in reversed(keys):
                nested = {key: nested}
            try:
                assign(Settings(), nested)
            except SettingError as error:
                # a block may leave out the name of its own group
                shown = keys if (*path, *keys) in manifest.lines else keys[1:]
                manifest.fault((*path, *shown), str(error), _(CURE))


def _blocks(
    manifest: Manifest, roots: set[str]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    yield ("settings",), manifest.mapping("settings")
    for group, block in manifest.mapping("historical").items():
        if isinstance(block, dict) and block:
            rooted = block if set(block) <= roots else {group: block}
            yield ("historical", str(group)), rooted


def _leaves(block: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in block.items():
        if isinstance(value, Mapping) and value:
            for keys, leaf in _leaves(value):
                yield (str(key), *keys), leaf
        else:
            yield (str(key),), value
