"""A search for good responses: trials on paired draws, and those found run again on new seeds.

The best of many noisy trials looks better than it is. So what a search reports comes from new
runs alone: the folder holds these as an ordinary study, and the trials stand in ``trials``.
Optuna proposes responses from what earlier trials came to. It is seeded, and told again what the
trials' folder holds when a search goes on, so that a search that was stopped ends as if it had
never been.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.setting_faults import assign
from marosim.record.claim import default_folder, forget_empty
from marosim.record.whole import write_whole
from marosim.study.compose import compose
from marosim.study.faults import StudyError
from marosim.study.front import unbeaten
from marosim.study.progress import Progress
from marosim.study.saving import response_text
from marosim.study.search_options import OWN, SearchOptions
from marosim.study.search_space import (
    LATER,
    SPACE,
    Dimension,
    check_ends,
    check_options,
    dimensions,
    globbed,
    response_groups,
    response_words,
    words_of,
)
from marosim.study.store import StudyStore
from marosim.study.study import Study
from marosim.study.sweep import Sweep
from marosim.study.tasks import Response
from marosim.study.words import read_words

BATCH = 8  # trials proposed at a time; not the number of cores, on which no result may depend
TRIALS = "trials"
FOUND = "found_{}"
REPLICATIONS = 5  # of each trial, where nobody says
INSTALL = "marosim search needs the package optuna: pip install 'marosim[search]'"


@dataclass(frozen=True)
class Plan:
    """What a search does. ``fixed`` words hold in each run, ``told`` are those of later changes."""

    options: SearchOptions
    signs: list[float]
    fixed: list[str]
    told: dict[str, Any]
    dimensions: list[Dimension]
    seed: int
    replications: int

    @classmethod
    def read(cls, overrides: Sequence[str]) -> Plan:
        """From words as typed; raises :class:`SettingError` before anything is computed."""
        words = read_words(globbed(overrides))
        options = SearchOptions()
        own = {w.key: _listed(w) for w in words if w.key in OWN}
        assign(options, own)
        signs = options.signs()
        rest = [w for w in words if w.key not in OWN]
        if any(w.key in ("experiment", "seed") and w.sweep for w in rest):
            raise SettingError(
                _("a search has one seed, and no experiment: name dimensions instead")
            )
        if not any(w.sweep for w in rest):
            typed = {w.key for w in rest}
            rest += [w for w in read_words(globbed(SPACE)) if w.key not in typed]
        dims = dimensions(rest)
        if not dims:
            raise SettingError(
                _(
                    "every dimension has one value: give one of them several, as in "
                    "mandate=observer,robust"
                )
            )
        single = [w for w in rest if not w.sweep]
        fixed = [w.text for w in single if not w.key.startswith(LATER)]
        if not any(w.key == "replications" for w in single):
            fixed.append(f"replications={REPLICATIONS}")
        told = {w.key: w.value for w in single if w.key.startswith(LATER)}
        check_options(single, dims)
        check_ends(dims, fixed, told)
        composed = compose(fixed)
        if composed.study.automatic:
            raise SettingError(
                _("replications=auto: a search needs a number, as in replications=5")
            )
        count = composed.study.replication_count()
        return cls(options, signs, fixed, told, dims, composed.settings.seed, count)

    @property
    def recorded(self) -> str:
        """What the response beside the found ones is called: the record, unless words change it."""
        typed = {word.key for word in read_words(self.fixed)}
        return "as_given" if typed & set(response_groups()) else "historical"

    def anew(self) -> list[str]:
        """The words of the runs on new seeds, which no trial has used."""
        words = [
            "question='Which responses do well, of those that a search found?'",
            *self.fixed,
            f"seed={self.seed + self.replications}",
            f"replications={self.options.fresh}",
            f"baseline={self.recorded}",
            f"metric={self.options.aims[0]}",
        ]
        return list(
            {word.split("=", 1)[0]: word for word in words}.values()
        )  # of each key the last

    def written(self, optuna: Any) -> dict[str, Any]:
        """What must be the same for a search to go on in its folder."""
        quiet = ("output_dir=", "workers=", "launcher", "mix=")
        return {
            **asdict(self.options),
            "space": [d.text for d in self.dimensions],
            "fixed": [word for word in self.fixed if not word.startswith(quiet)],
            "later": self.told,
            "optuna": optuna.__version__,
        }


def _listed(word: Any) -> Any:
    """The value of a search's own key; several metrics may stand with or without brackets."""
    if word.key == "aims":
        return list(word.values) or (word.value if isinstance(word.value, list) else [word.value])
    if word.sweep:
        raise SettingError(_("{text}: expected one number", text=word.text))
    return word.value


def needed() -> Any:
    """Optuna, or :class:`StudyError` with what to install."""
    try:
        import optuna
    except ImportError:
        raise StudyError(INSTALL) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


def search(
    overrides: Sequence[str], *, progress: Progress | None = None, shown: Progress | None = None
) -> Study:
    """Search, and return the study of what was found on new seeds.

    ``progress`` shows the trials and ``shown`` the new runs.
    """
    optuna = needed()
    plan = Plan.read(overrides)
    base = compose(plan.fixed)
    command = shlex.join(["marosim", "search", *overrides])
    target = Path(base.study.output_dir or default_folder(f"search_{base.study.scenario}"))
    try:
        with StudyStore.open(target) as store, StudyStore.open(target / TRIALS) as kept:
            _same_search(store, plan.written(optuna))
            checking = Sweep(compose(plan.anew()), store, shown, command)
            trying = Sweep(base, kept, progress, command)
            with _computing(checking, command), _computing(trying, command):
                checking.compute([_named(checking, [], plan.recorded)])
                trying.compute([trying.response(list(plan.fixed))])
                jobs = _trials(optuna, plan, trying)
                trying.close()
                found = [
                    _named(checking, words, FOUND.format(number))
                    for number, words in enumerate(_chosen(plan, trying, jobs), start=1)
                ]
                checking.compute(found)
                for response in found:
                    _save(target, response)
                return checking.close()
    finally:
        forget_empty()


@contextmanager
def _computing(sweep: Sweep, command: str) -> Iterator[None]:
    """Let go of workers in the end; a search that is stopped tells how to go on."""
    try:
        yield
    except BaseException as fault:
        sweep.executor.abandon()
        if isinstance(fault, KeyboardInterrupt) and not hasattr(fault, "__notes__"):
            fault.add_note(_("stopped; finished runs are kept; go on: {command}", command=command))
        raise
    finally:
        sweep.executor.close()
        sweep.progress.end()


def _same_search(store: StudyStore, now: dict[str, Any]) -> None:
    """Note what is searched; raise :class:`StudyError` in the folder of another search."""
    if (store.folder / "study.json").is_file() and "search" not in store.about:
        raise StudyError(
            _(
                "{folder} holds a study that is no search; choose another output_dir",
                folder=store.folder,
            )
        )
    older = store.about.setdefault("search", now)
    other = [key for key in now if older.get(key) != now[key]]
    if other:
        raise StudyError(
            _(
                "{folder} holds a search with another value of {known} (there {before}, now "
                "{now}); repeat its command, or choose another output_dir",
                folder=store.folder,
                known=", ".join(other),
                before=older.get(other[0]),
                now=now[other[0]],
            )
        )


def _named(sweep: Sweep, words: Sequence[str], name: str) -> Response:
    """A response under a name of its own."""
    job = [*sweep.composed.overrides, *words]
    return replace(sweep.response(job), label=name, swept={"response": name})


def _trials(optuna: Any, plan: Plan, sweep: Sweep) -> dict[str, list[str]]:
    """Run all trials; returns the words of each response by its label."""
    directions = ["minimize" if sign > 0 else "maximize" for sign in plan.signs]
    sampler = optuna.samplers.TPESampler(seed=plan.seed)
    asked = optuna.create_study(directions=directions, sampler=sampler)
    jobs: dict[str, list[str]] = {}
    for first in range(0, plan.options.trials, BATCH):
        trials = [asked.ask() for _ in range(min(BATCH, plan.options.trials - first))]
        words = [
            words_of(plan.dimensions, partial(Dimension.chosen, trial=trial), plan.told)
            for trial in trials
        ]
        responses = [sweep.response([*plan.fixed, *job]) for job in words]
        distinct = {response.label: response for response in responses}
        sweep.compute(list(distinct.values()))
        means = means_of(sweep, plan.options.aims)
        for trial, response, job in zip(trials, responses, words, strict=True):
            jobs[response.label] = job
            values = means.loc[response.label] if response.label in means.index else None
            if values is None or not np.isfinite(values).all():
                asked.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                asked.tell(trial, [float(value) for value in values])
    return jobs


def means_of(sweep: Sweep, aims: Sequence[str]) -> pd.DataFrame:
    """The mean of each aim by response, over all its finished runs."""
    runs = sweep.store.all_runs()
    return runs.reindex(columns=["response", *aims]).groupby("response", sort=False).mean()


def _chosen(plan: Plan, sweep: Sweep, jobs: dict[str, list[str]]) -> list[list[str]]:
    """Words of the responses that are run again: those that no other beats, spread out."""
    means = means_of(sweep, plan.options.aims).dropna()
    means = means.loc[[label for label in jobs if label in means.index]]
    if means.empty:
        raise StudyError(
            _(
                "no trial has reported {known}; nothing was found",
                known=", ".join(plan.options.aims),
            )
        )
    values = means.to_numpy(dtype=float) * plan.signs
    rows = np.flatnonzero(unbeaten(values))
    return [jobs[str(means.index[row])] for row in rows[spread(values[rows], plan.options.found)]]


def spread(values: Any, count: int) -> list[int]:
    """Rows that are best in one column, then those farthest from all that were taken.

    Distances are of ranks, so that US dollars do not outweigh lives by their number.
    """
    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0).astype(float)
    taken = list(dict.fromkeys(int(row) for row in values.argmin(axis=0)))[:count]
    while len(taken) < min(count, len(values)):
        gaps = np.abs(ranks[:, None, :] - ranks[None, taken, :]).sum(axis=2).min(axis=1)
        gaps[taken] = -1.0
        taken.append(int(gaps.argmax()))
    return sorted(taken)


def _save(target: Path, response: Response) -> None:
    """An option file that ``response=NAME`` finds from within the folder."""
    path = target / "conf" / "response" / f"{response.label}.yaml"
    text = response_text(response_words(response.overrides), "Found by a search.")
    write_whole(path, text)
