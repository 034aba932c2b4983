"""marosim: agent-based simulation of mass atrocity response operations.

The whole Python front door::

    model = marosim.model("rwanda_1994", mandate="robust", seed=1)
    model.run()
    study = marosim.sweep("rwanda_1994", mandate=["observer", "robust"], replications=20)
    study = marosim.open_study("outputs/…")

marosim explores what could follow from its assumptions; it does not predict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marosim.languages import _
from marosim.room_for_code import find_room

if TYPE_CHECKING:  # imported when called, so that `import marosim` costs nothing
    from marosim.added import mechanism
    from marosim.keyword_model import Model
    from marosim.mechanism import Mechanism
    from marosim.study.study import Study

__version__ = "0.2.0"
__all__ = [
    "Mechanism", "Model", "describe", "mechanism", "model", "open_study", "options", "scenarios",
    "sweep",
]  # fmt: skip

find_room()


def model(
    scenario: str | Path,
    *,
    extra_mechanisms: Iterable[Any] = (),
    agent_classes: Mapping[Any, Any] | None = None,
    **overrides: Any,
) -> Model:
    """A model of a case, ready to run: a :class:`mesa.Model`, the same as ``marosim.Model``.

    ``agent_classes`` puts subclasses in the place of marosim's agents. ``overrides`` are options
    and settings as on the command line; dots become double underscores:
    ``population__agents=5000``.

    >>> import marosim
    >>> model = marosim.model("rwanda_1994", days=5, population__agents=2000, seed=1)
    >>> int(model.run().day)
    5
    """
    from marosim.keyword_model import Model

    return Model(
        scenario, extra_mechanisms=extra_mechanisms, agent_classes=agent_classes, **overrides
    )


def sweep(
    scenario: str | Path = "rwanda_1994", *, progress: bool = True, **overrides: Any
) -> Study:
    """Run every combination of settings × replications in parallel and return the study.

    Lists are swept: ``mandate=["observer", "robust"]``; everything else holds for all runs.
    ``output_dir`` names the folder; the same call on the same folder goes on where it stopped.

    >>> import tempfile, marosim
    >>> study = marosim.sweep(
    ...     "rwanda_1994", mandate=["none", "observer"], replications=2, days=4, workers=1,
    ...     population__agents=500, output_dir=tempfile.mkdtemp() + "/study", progress=False,
    ... )
    >>> study.responses
    ['mandate=none', 'mandate=observer']
    >>> study.compare(baseline={"mandate": "none"}, metrics=["deaths_direct"]).columns.tolist()
    ['response', 'metric', 'baseline_mean', 'mean', 'difference', 'low', 'high', 'replications']
    """
    from marosim.study.progress import Progress, progress_here
    from marosim.study.sweep import sweep as run_sweep
    from marosim.study.words import written

    words = written({"scenario": str(scenario), **overrides}, sweep=True)
    return run_sweep(words, progress=progress_here() if progress else Progress())


def open_study(folder: str | Path) -> Study:
    """Open the folder of a study, finished or not.

    >>> import marosim
    >>> marosim.open_study("nowhere")
    Traceback (most recent call last):
    marosim.study.faults.StudyError: nowhere: not a study folder, ...
    """
    from marosim.study.study import open_study as open_folder

    return open_folder(folder)


def scenarios() -> list[str]:
    """Names of the cases that can be run, those of the working folder too.

    >>> import marosim
    >>> "rwanda_1994" in marosim.scenarios()
    True
    """
    from marosim import cases

    return list(cases.available())


def options(group: str | None = None) -> dict[str, str]:
    """Options of a group with a sentence on each, or without a group all groups.

    Groups come with the names of their options. Raises ``SettingError`` for an unknown group.

    >>> import marosim
    >>> list(marosim.options("deployment"))
    ['historical', 'none', 'preventive', 'rapid', 'slow', 'standard']
    """
    from marosim.core.setting import SettingError
    from marosim.languages.faults import one_of
    from marosim.study.compose import groups

    known = groups()
    if group is None:
        return {name: ", ".join(found) for name, found in known.items()}
    if group not in known:
        raise SettingError(one_of(f"options({group!r})", known, group))
    return dict(known[group])


def describe(name: str) -> str:
    """What a metric, setting, option (``mandate=robust``) or mechanism is, with unit and source.

    Raises ``SettingError`` with near names where nothing is called so.

    >>> import marosim
    >>> print(marosim.describe("deaths_direct").splitlines()[0])
    Civilians killed (deaths_direct)
    """
    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest
    from marosim.study.explained import KNOWN

    names: list[str] = []
    for known in (listed() for listed in KNOWN.values()):
        if name in known:
            return "\n".join(known[name])
        names += known
    near = nearest(str(name), list(dict.fromkeys(names)))
    raise SettingError(
        _("describe({name}): nothing is called so{hint}", name=repr(name), hint=near)
    )


def __dir__() -> list[str]:
    """What is meant to be used, and the version."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """``marosim.mechanism``, which adds a mechanism, its base and ``marosim.Model``, when used."""
    import importlib

    if name == "Model":
        return importlib.import_module("marosim.keyword_model").Model
    if name == "Mechanism":
        return importlib.import_module("marosim.mechanism").Mechanism
    if name != "mechanism":
        raise AttributeError(f"module 'marosim' has no attribute {name!r}")
    return importlib.import_module("marosim.mechanism")
