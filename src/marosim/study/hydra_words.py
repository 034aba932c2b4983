"""What users of Hydra are used to type, as marosim's own words.

marosim makes one model with known settings and runs studies itself, so that some words of Hydra
mean the same under another name here. A table in ``docs/hydra.md`` has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.faults import one_of
from marosim.record.whole import write_whole
from marosim.study.compose import Composed, groups, known_names
from marosim.study.search_space import globbed

LAUNCHERS = {
    "basic": ("workers=1",),
    "joblib": ("launcher=local",),
    "marosim": ("launcher=local",),
    "submitit_local": ("launcher=slurm", "launcher.cluster=local"),
    "submitit_slurm": ("launcher=slurm",),
}
SAME = {"hydra.run.dir": "output_dir", "hydra.sweep.dir": "output_dir",
        "hydra.launcher.n_jobs": "workers"}  # fmt: skip
EMPTY = ("experiment", "response")  # groups of which a run may have no option
FOLDER = ".hydra"


def as_typed(overrides: Sequence[str]) -> list[str]:
    """Overrides with Hydra's ways of saying what marosim says otherwise in marosim's words."""
    words: list[str] = []
    for text in overrides:
        key, _sign, value = text.partition("=")
        if key.startswith("~"):
            _removed(key[1:], text, words)
        elif key == "hydra/launcher":
            if value not in LAUNCHERS:
                raise SettingError(one_of(text, LAUNCHERS))
            words += LAUNCHERS[value]
        elif key in SAME:
            words.append(f"{SAME[key]}={value}")
        elif key.startswith("+") and key.lstrip("+") in (*groups(), *known_names()):
            words.append(text.lstrip("+"))
        else:
            words.append(text)
    return globbed(words)


def _removed(group: str, text: str, words: list[str]) -> None:
    """Take out what was said of a group of which a run needs no option."""
    if group not in EMPTY:
        why = (
            _("a run needs an option of it")
            if group in groups()
            else _("nothing else can be removed")
        )
        raise SettingError(
            _(
                "{text}: only {known}; {why}",
                text=text,
                known=" or ".join(f"~{g}" for g in EMPTY),
                why=why,
            )
        )
    words[:] = [word for word in words if word.split("=", 1)[0] != group]


def as_yaml(composed: Composed) -> str:
    """Everything that a run or study is composed of, as ``--cfg job`` prints it."""
    import dataclasses

    import yaml

    from marosim.core.setting import as_dict

    whole = {**as_dict(composed.settings), **dataclasses.asdict(composed.study)}
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


def leave_beside(folder: Path, overrides: Sequence[str], composed: Composed) -> None:
    """Write ``.hydra/config.yaml`` and ``.hydra/overrides.yaml``, where Hydra users look."""
    import yaml

    write_whole(folder / FOLDER / "config.yaml", as_yaml(composed))
    write_whole(folder / FOLDER / "overrides.yaml", yaml.safe_dump(list(overrides)))
