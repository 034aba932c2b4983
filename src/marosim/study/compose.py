"""From what a user types to a case and settings, composed by Hydra from option files.

Order of authority: defaults < the case's ``settings:`` < options of groups (``conf/``) <
single values. Everything read is data: see :func:`marosim.study.words.refuse_code`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from marosim.added import kinds
from marosim.core.setting import SettingError, as_dict, members, names
from marosim.languages import _
from marosim.languages.setting_faults import assign
from marosim.mechanism import Mechanism
from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study.decisions import DatedChoice, as_settings, is_planned, planned
from marosim.study.exercise import acts_of, with_exercise
from marosim.study.layers import layered
from marosim.study.options import StudyOptions
from marosim.study.own import option_files, search_words
from marosim.study.vocabulary import check_names
from marosim.study.words import Word, check_words, read_words, refuse_code, spelled
from marosim.world.case import Case

HISTORICAL = "historical"
Parts = tuple[dict[str, Any], dict[str, str], dict[str, str]]  # values, chosen options, sweep
_lock = threading.RLock()  # Hydra keeps its state in singletons; the app composes in threads


@dataclass(frozen=True)
class Composed:
    """A case, the settings of the model, the options of the study and the chosen options."""

    case: Case
    settings: Settings
    study: StudyOptions
    choices: dict[str, str] = field(default_factory=dict)
    sweep: dict[str, str] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()


def groups() -> dict[str, dict[str, str]]:
    """Every group with its options and the sentence that explains each to a trainer."""
    return {
        group: {name: _sentence(path, path.stat().st_mtime_ns) for name, path in files.items()}
        for group, files in option_files().items()
    }


@lru_cache(maxsize=1024)
def _sentence(path: Path, _changed: int) -> str:
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith("# @package"):
            words.append(line.lstrip("# ").strip())
            if words[-1].endswith("."):
                break  # what follows are sources
    return " ".join(words)


def texts_of(group: str, option: str) -> dict[str, str]:
    """Texts that an option's file holds in comments such as ``# Title: …``, by their names."""
    text = option_files()[group][option].read_text(encoding="utf-8")
    found = re.findall(r"^# (Title|In a sentence): (.+)$", text, re.MULTILINE)
    return {name.lower(): said.strip() for name, said in found}


def known_names() -> tuple[str, ...]:
    """Every name that can be set to a value."""
    return _names_with(kinds())


@lru_cache(maxsize=1)
def _names_with(_: tuple[type[Mechanism[Any]], ...]) -> tuple[str, ...]:
    """The same, made anew when a mechanism was added."""
    return (*names(Settings()), *names(StudyOptions()))


def compose(overrides: Sequence[str] = (), *, multirun: bool = False) -> Composed:
    """Compose overrides such as ``["scenario=rwanda_1994", "mandate=robust", "seed=1"]``.

    With ``multirun`` overrides may name several values; what comes back is then the study
    itself, with the first value of none of them.
    Raises :class:`SettingError` or :class:`marosim.cases.CaseError` with one clear line.
    """
    overrides = spelled(overrides)
    words = read_words(with_exercise(overrides))
    check_words(words, groups(), known_names(), multirun=multirun)
    single = [w for w in words if not w.sweep and not w.key.startswith("hydra")]
    with _lock:
        scenario = _scenario(single)
        case = _load(scenario)
        configuration, choices, sweep = _laid(single, case) or _composed(single, case)
    refuse_code(configuration, scenario)
    settings, study = Settings(), StudyOptions()
    study_keys = {item.name for item in fields(study)}
    assign(study, {k: v for k, v in configuration.items() if k in study_keys})
    if study.exercise:
        configuration["decisions"] = acts_of(study.exercise)
    else:
        _plan_decisions(configuration, words)
    assign(settings, {k: v for k, v in configuration.items() if k not in study_keys})
    study.scenario = scenario
    check_names(case, settings, study)
    from marosim.record.memory import check_memory

    check_memory(case, settings)
    return Composed(case, settings, study, choices, sweep, tuple(w.text for w in words))


def _plan_decisions(configuration: dict[str, Any], words: Sequence[Word]) -> None:
    """Replace decisions as typed by the settings that they change on their day."""
    typed = configuration.get("decisions") or []
    items = typed if isinstance(typed, list) else [typed]
    if items and all(map(is_planned, items)):
        return  # as a run folder keeps them
    if items is not typed or not all(isinstance(item, str) for item in items):
        raise SettingError(_("decisions: expected a list of DAY:group=option, in quotes"))
    others = [w.text for w in words if w.key != "decisions" and not w.sweep]

    def settings_with(options: Mapping[str, str]) -> Settings:
        return compose([*others, *(f"{k}={v}" for k, v in options.items())]).settings

    choices = [DatedChoice.read(item, groups()) for item in typed]
    if choices:
        configuration["decisions"] = as_settings(planned(choices, settings_with, groups()))


def compose_settings(overrides: Sequence[str] = ()) -> Settings:
    """Settings from options and values alone, without any case's own settings."""
    words = read_words(overrides)
    check_words(words, groups(), known_names(), multirun=False)
    with _lock:
        configuration, _, _ = _laid(words, None) or _composed(words, None)
    settings = Settings()
    study_keys = {item.name for item in fields(StudyOptions())}
    assign(settings, {k: v for k, v in configuration.items() if k not in study_keys})
    return settings


def _scenario(words: Sequence[Word]) -> str:
    for word in reversed(words):
        if word.key == "scenario":
            return str(word.value)
    bundles = tuple(w.text for w in words if w.key in ("experiment", "response"))
    if bundles:
        files = [path for files in option_files().values() for path in files.values()]
        return _scenario_of(bundles, tuple((path, path.stat().st_mtime_ns) for path in files))
    return StudyOptions().scenario


@lru_cache(maxsize=64)
def _scenario_of(bundles: tuple[str, ...], _changed: tuple[tuple[Path, int], ...]) -> str:
    """The case of an experiment or a response, kept since Hydra takes long to tell it."""
    return str(_composed(read_words(bundles), None)[0]["scenario"])


def _load(scenario: str) -> Case:
    from marosim import cases

    return cases.load(scenario)


def _base(case: Case | None) -> dict[str, Any]:
    settings = Settings()
    if case is not None:
        refuse_code(case.settings, f"{case.name}: settings")
        try:
            assign(settings, case.settings)
        except SettingError as error:
            raise SettingError(
                _("case {name}, settings: {error}", name=case.name, error=error)
            ) from None
    return {**as_dict(settings), **as_dict(StudyOptions())}


def _historical(case: Case | None, group: str) -> dict[str, Any]:
    """The case's block for a group, as settings from the root of the tree."""
    block = dict(case.historical.get(group) or {}) if case is not None else {}
    if not block:
        return {}
    refuse_code(block, f"historical.{group}")
    roots = set(members(Settings()))
    rooted = block if set(block) <= roots else {group: block}
    try:
        assign(Settings(), rooted)
    except SettingError as error:
        name = case.name if case else ""
        raise SettingError(
            _("case {name}, historical.{group}: {error}", name=name, group=group, error=error)
        ) from None
    return rooted


def store_case(case: Case | None) -> None:
    """Tell Hydra the defaults of a case and what it says of each group."""
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    store.store(name="marosim_defaults", node=_base(case))
    for group, options in groups().items():
        if HISTORICAL in options:
            store.store(
                group="of_case", name=group, node=_historical(case, group), package="_global_"
            )


@contextmanager
def hydra_ready() -> Iterator[None]:
    """Hydra on marosim's option files; may stand inside another such block."""
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from hydra.initialize import get_gh_backup, restore_gh_from_backup

    with _lock:
        outer = get_gh_backup()
        GlobalHydra.instance().clear()
        try:
            with initialize_config_dir(str(shipped("conf")), version_base="1.3"):
                yield
        finally:
            restore_gh_from_backup(outer)


def _laid(words: Sequence[Word], case: Case | None) -> Parts | None:
    """The same as :func:`_composed` and much quicker; None for words that need Hydra."""
    found = layered(
        words, known_names(), lambda: _base(case), lambda group: _historical(case, group)
    )
    return None if found is None else (*found, {})


def _composed(words: Sequence[Word], case: Case | None) -> Parts:
    from hydra import compose as hydra_compose
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    store_case(case)
    try:
        with hydra_ready():
            told = [*search_words(), *(w.text for w in words)]
            composed = hydra_compose("config", told, return_hydra_config=True)
        hydra = composed.hydra
        choices = {
            k: str(v) for k, v in hydra.runtime.choices.items() if k in groups() and v is not None
        }
        sweep = {str(k): str(v) for k, v in (hydra.sweeper.get("params") or {}).items()}
        plain: Any = OmegaConf.to_container(
            OmegaConf.masked_copy(composed, [str(k) for k in composed if k != "hydra"])
        )
    except (HydraException, OmegaConfBaseException) as error:
        reason = " ".join(str(error).split())
        raise SettingError(f"{' '.join(w.text for w in words)}: {reason[:300]}") from None
    return plain, choices, sweep
