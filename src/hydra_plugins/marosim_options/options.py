"""marosim's options in anybody's Hydra program: ``defaults: [marosim/mandate: robust]``.

They are read when a program asks for them, so that they cost others nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.config_store import ConfigStore
from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigResult, ConfigSource
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf

ROOT = "marosim"
NOT_OFFERED = ("experiment", "launcher", "response")  # they choose options of marosim's own root
OF_HYDRA = ("defaults", "hydra")

# what a program gives to `marosim.model` beside options; ???: its user has to say it
ConfigStore.instance().store(
    group=ROOT, name="run", node={"scenario": "???", "seed": 1}, package=ROOT, provider=ROOT
)


class MarosimSearchPath(SearchPathPlugin):
    """Lets Hydra look for options here, after all places of the program's own."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Add the source of marosim's options."""
        search_path.append(provider=ROOT, path=f"{ROOT}://")


class MarosimOptions(ConfigSource):
    """The option files that ship with marosim, as groups ``marosim/mandate`` and so on.

    What an option sets stands under ``marosim``; options ``historical`` set nothing, since the
    case says what they mean.
    """

    @staticmethod
    def scheme() -> str:
        """What paths of this source begin with."""
        return ROOT

    def available(self) -> bool:
        """The files come with marosim."""
        return True

    def load_config(self, config_path: str) -> ConfigResult:
        """The values of one option."""
        path = self._file(self._normalize_file_name(config_path))
        content: Any = OmegaConf.to_container(OmegaConf.load(path))
        values = {key: value for key, value in content.items() if key not in OF_HYDRA}
        return ConfigResult(
            config=OmegaConf.create(values), path=f"{ROOT}://", provider=ROOT,
            header={"package": ROOT},
        )  # fmt: skip

    def is_group(self, config_path: str) -> bool:
        """Whether a group is offered here."""
        name = config_path.strip("/")
        return name == ROOT or name in {f"{ROOT}/{group}" for group in _groups()}

    def is_config(self, config_path: str) -> bool:
        """Whether an option is there."""
        root, _, name = config_path.strip("/").partition("/")
        group, _, option = self._normalize_file_name(name).partition("/")
        return root == ROOT and group in _groups() and (_folder() / group / option).is_file()

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """Groups, or the options of one."""
        name = config_path.strip("/")
        if not name:
            found, kind = [ROOT], ObjectType.GROUP
        elif name == ROOT:
            found, kind = _groups(), ObjectType.GROUP
        elif self.is_group(name):
            folder = _folder() / name.removeprefix(f"{ROOT}/")
            found, kind = sorted(path.stem for path in folder.glob("*.yaml")), ObjectType.CONFIG
        else:
            return []
        return found if results_filter in (None, kind) else []

    def _file(self, config_path: str) -> Path:
        return _folder() / config_path.strip("/").removeprefix(f"{ROOT}/")


def _folder() -> Path:
    from marosim.shipped import shipped

    return shipped("conf")


def _groups() -> list[str]:
    found = sorted(path.name for path in _folder().iterdir() if path.is_dir())
    return [group for group in found if group not in NOT_OFFERED]
