"""Sweeps: every response × replication, in parallel, kept as it arrives, resumed after a kill."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np

from marosim.core.setting import as_dict
from marosim.languages import _, _n
from marosim.record.claim import default_folder, forget_empty
from marosim.record.memory import check_memory
from marosim.record.provenance import (
    LIMITS,
    inputs_hash,
    machine,
    settings_digest,
    versions,
)
from marosim.study import case_map
from marosim.study.compose import (
    Composed,
    compose,
    groups,
    known_names,
)
from marosim.study.executors import executor, start_early
from marosim.study.faults import StudyError
from marosim.study.launching import launch
from marosim.study.manifest import check_origins, check_worker
from marosim.study.pairing import baselines
from marosim.study.progress import Progress
from marosim.study.repeating import repeated
from marosim.study.store import FAILURES, StudyStore
from marosim.study.study import Study
from marosim.study.tasks import Response, Result, Task
from marosim.study.uncertainty import STRUCTURE, Uncertainty
from marosim.study.words import check_words, read_words, spelled, whole_numbers

LOOSE = 1000  # finished runs that may stand as folders of their own before they are merged
FIRST_FAILURES = 20  # failures that are written down at once; later ones by the hundred


class Sweep:
    """One study being computed. Jobs come from any Hydra sweeper, in one or more batches."""

    takes_batches = True  # what marosim's launcher for Hydra asks before it hands over a batch

    def __init__(
        self,
        composed: Composed,
        store: StudyStore,
        progress: Progress | None = None,
        command: str = "",
    ) -> None:
        """``command`` is what its user typed, if not ``marosim run -m`` with its overrides."""
        self.composed = composed
        self.command = command or " ".join(["marosim run -m", *map(quote, composed.overrides)])
        self.study = composed.study
        self.progress = progress or Progress()
        self.store = store
        self.uncertainty = Uncertainty(self.study)
        self.executor = executor(self.study.launcher, self.study.workers, store.folder)
        self.responses: list[Response] = []
        self.failures: list[dict[str, Any]] = []
        self.finished = self.store.finished()
        self.loose = len(self.store.unmerged())
        self.outcomes = self._outcomes()
        self.began = time.monotonic()
        self.constant = {
            word.key
            for word in read_words(composed.overrides)
            if not word.sweep and word.key not in composed.sweep
        }

    def run(self, jobs: Sequence[Sequence[str]], first: int = 0) -> list[float]:
        """Compute all jobs (lists of overrides); returns the mean of the metric for each."""
        return self.compute([self.response(whole_numbers(job)) for job in jobs])

    def compute(self, responses: list[Response]) -> list[float]:
        """Compute all replications of responses; returns the mean of the metric for each."""
        if self.study.launcher.kind == "local":
            at_once = self.study.workers or os.cpu_count() or 1
            for response in responses:
                check_memory(response.case, response.settings, at_once)
        if self.study.automatic or self._tasks(responses, 0, self.study.replication_count()):
            check_origins(self.store.folder, self.store.origins, mix=self.study.mix)
        self._admit(responses)
        if self.study.automatic:
            self._until_narrow(responses)
        else:
            self._compute(responses, 0, self.study.replication_count())
        return [self._objective(response) for response in responses]

    def close(self) -> Study:
        """Merge what has arrived and hand over the study."""
        self.store.merge()
        self.store.fail(self.failures)
        if self.failures and not self.finished:
            raise StudyError(
                _n("the only run failed with {reason}; see {path}",
                   "all {count} runs failed, the first with {reason}; see {path}",
                   len(self.failures), reason=self.failures[0]["error"][:200],
                   path=self.store.folder / FAILURES)
            )  # fmt: skip
        about = self.store.about
        about["finished"] = True
        about["failures"] = len(self.failures)
        about["duration_s"] = round(about.get("duration_s", 0.0) + time.monotonic() - self.began, 2)
        self.store.save()
        return Study(self.store.folder)

    def stopped(self) -> str:
        """What is kept of a study that was stopped, and how to go on with it."""
        words = [word for word in self.composed.overrides if not word.startswith("output_dir=")]
        command = shlex.join(["marosim", "run", "-m", *words, f"output_dir={self.store.folder}"])
        kept = len(self.store.finished())  # one may be whole on the disk and not counted yet
        return f"stopped; {kept} finished runs are kept; go on: {command}"

    def response(self, job: list[str]) -> Response:
        """The response of one job, called by the words that are not those of all jobs."""
        composed = compose([text for text in job if not text.startswith("hydra")])
        swept = {word.key: word.value for word in read_words(job) if word.key not in self.constant}
        for key, value in swept.items():
            if not isinstance(value, (str, int, float, bool)):
                swept[key] = str(value)
        inputs = inputs_hash(composed.case.digest, as_dict(composed.settings))
        return Response(
            response_label(swept),
            swept,
            composed.case,
            composed.settings,
            tuple(job),
            composed.choices,
            inputs,
        )

    def _admit(self, responses: list[Response]) -> None:
        """Note the responses in study.json; a folder of another study is refused."""
        about = self.store.about
        known = {item["label"]: item for item in about.get("responses", [])}
        for response in responses:
            older = known.get(response.label)
            if older and not self._same(older, response):
                raise StudyError(
                    _("{folder} holds another study: there, {label} had other settings, another "
                      "case or seed; choose another output_dir",
                      folder=self.store.folder, label=repr(response.label))
                )  # fmt: skip
            drawing = [self.uncertainty.kind, self.study.spread, self.study.posterior]
            drawing += [STRUCTURE] if self.study.structure else []
            if (other := about.get("uncertainty", drawing)) != drawing:
                raise StudyError(
                    _("{folder} holds a study with another uncertainty; add uncertainty={kind} "
                      "spread={spread} to go on, or choose another output_dir",
                      folder=self.store.folder, kind=other[0], spread=str(other[1]))
                )  # fmt: skip
            about["uncertainty"] = drawing
            if not older:
                known[response.label] = {
                    "label": response.label,
                    "swept": dict(response.swept),
                    "overrides": list(response.overrides),
                    "choices": dict(response.choices),
                    "scenario": response.case.name,
                    "inputs_sha256": response.digest,
                    "case_sha256": response.case.digest,
                    "settings_sha256": settings_digest(as_dict(response.settings)),
                    "settings": as_dict(response.settings),
                }
        self.responses = [*self.responses, *responses]
        maps = {r.case.name: case_map.written(r.case) for r in responses}
        about.update(
            {
                "responses": list(known.values()),
                "maps": {**about.get("maps", {}), **maps},
                "question": self.study.question,
                "background": self.study.background,
                "baseline": self.study.baseline,
                "metric": self.study.metric,
                "scenario": self.study.scenario,
                "replications": self.study.replications,
                "command": self.command,
                "versions": about.get("versions", versions()),  # of those that began it
                "machine": about.get("machine", machine()),
                "limits": LIMITS,
                "finished": False,
            }
        )
        self.store.begin()
        self.store.save()

    def _same(self, older: dict[str, Any], response: Response) -> bool:
        """Whether a response is the one that study.json knows, whatever the version is now."""
        began = self.store.about.get("versions", {}).get("marosim", "")
        inputs = inputs_hash(response.case.digest, as_dict(response.settings), began)
        return older["inputs_sha256"] in (response.digest, inputs)

    def _tasks(self, responses: list[Response], first: int, count: int) -> list[tuple[int, Task]]:
        """Tasks that are not finished; numbers are the same however often one starts again."""
        taken = set(self.finished.values())
        free = (n for n in range(10**9) if n not in taken)
        tasks = []
        for replication in range(first, first + count):
            for response in responses:
                if (response.label, replication) not in self.finished:
                    tasks.append((next(free), Task(0, replication, response)))
        return tasks

    def _compute(self, responses: list[Response], first: int, count: int) -> None:
        waiting = self._tasks(responses, first, count)
        total = len(responses) * count
        self.progress.plan(len(responses), first + count)
        self.progress.begin(total + first * len(responses), total - len(waiting), self.study.metric)
        for result in self.executor.results(self._drawn(waiting)):
            self._arrived(result)

    def _drawn(self, tasks: list[tuple[int, Task]]) -> Iterator[Task]:
        for run, task in tasks:
            told = [word.key for word in read_words(task.response.overrides)]
            drawn = self.uncertainty.draw(
                task.response.settings, task.replication, told, task.response.case.name
            )
            yield Task(run, task.replication, task.response, drawn)

    def _arrived(self, result: Result) -> None:
        if result.error:
            self.failures.append(
                {
                    "labels": result.labels,
                    "seed": result.seed,
                    "error": result.error,
                    "trace": result.trace,
                    "overrides": self._overrides(result),
                }
            )
            if len(self.failures) <= FIRST_FAILURES or len(self.failures) % 100 == 0:
                self.store.fail(self.failures)  # the whole list each time
        else:
            check_worker(result.run, result.provenance, mix=self.study.mix)
            self.store.keep(result)
            self.loose += 1
            if self.loose >= LOOSE:
                self.store.merge()
                self.loose = 0
            if "metrics" not in self.store.about:
                self.store.about["metrics"] = result.metrics
                self.store.save()
            label, replication = result.labels["response"], result.labels["replication"]
            self.finished[(label, replication)] = result.run
            if self._metric in result.summary:
                value = result.summary[self._metric]
                self.outcomes.setdefault(label, {})[replication] = value
        self.progress.arrived(result)

    def _overrides(self, result: Result) -> list[str]:
        drawn = [f"{name}={value}" for name, value in result.drawn.items()]
        for response in self.responses:
            if response.label == result.labels["response"]:
                return [*response.overrides, *drawn, f"seed={result.seed}"]
        return []

    def _objective(self, response: Response) -> float:
        values = self.outcomes.get(response.label, {})
        return float(np.mean(list(values.values()))) if values else float("nan")

    @property
    def _metric(self) -> str:
        return self.study.auto.metric if self.study.automatic else self.study.metric

    def _outcomes(self) -> dict[str, dict[int, float]]:
        """The study's metric by response and replication, of runs that are there already."""
        found: dict[str, dict[int, float]] = {}
        if self.finished:
            table = self.store.all_runs()
            if self._metric in table:
                columns = table[["response", "replication", self._metric]]
                for label, replication, value in columns.itertuples(index=False):
                    found.setdefault(label, {})[int(replication)] = float(value)
        return found

    def _baselines(self, responses: list[Response]) -> dict[str, str]:
        """For each response the one it is compared with, as the comparison will pair them.

        A batch of a sweeper that searches may lack the baseline; then the first stands for it.
        """
        swept = {response.label: response.swept for response in responses}
        first = responses[0].label
        try:
            return baselines(swept, self.study.baseline or first)[0]
        except StudyError:
            return dict.fromkeys(swept, first)

    def _until_narrow(self, responses: list[Response]) -> None:
        """Add replications until the widest paired interval is narrow enough, FEWEST at least."""
        from marosim.study.intervals import FEWEST, of_mean

        auto, against = self.study.auto, self._baselines(responses)
        done = 0
        while done < auto.most:
            batch = min(auto.batch, auto.most - done)
            self._compute(responses, done, batch)
            done += batch
            if not any(self.outcomes.get(base) for base in against.values()):
                raise StudyError(
                    _("auto.metric={metric}: no run has reported it", metric=auto.metric)
                )
            widest = 0.0  # relative to the mean of the baseline
            for label, base in against.items():
                values, other = self.outcomes.get(label, {}), self.outcomes.get(base, {})
                alone = label == base
                if alone and len(against) > len(set(against.values())):
                    continue
                differences = np.array(
                    [values[k] - (not alone) * other[k] for k in values if k in other]
                )
                if len(differences) < 2:
                    return
                scale = abs(float(np.mean(list(other.values())))) or 1.0
                widest = max(widest, of_mean(differences).half / scale)
            self.store.about["auto"] = {
                "metric": auto.metric,
                "asked": auto.precision,
                "reached": widest,
                "replications": done,
            }
            if widest <= auto.precision and done >= FEWEST:
                return


def response_label(swept: dict[str, Any]) -> str:
    """What a response is called in tables and figures."""
    if set(swept) == {"response"}:
        return str(swept["response"])
    return ", ".join(f"{key}={_typed(value)}" for key, value in swept.items()) or "as given"


def _typed(value: Any) -> str:
    """A value as users type it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def sweep(
    overrides: Sequence[str], *, folder: Path | None = None, progress: Progress | None = None
) -> Study:
    """Run a study from overrides that may name several values a key, and return it."""
    _start_processes(overrides)
    overrides = spelled(overrides)
    composed = compose(overrides, multirun=True)
    full = repeated(overrides, composed.study.replications)
    if full != list(overrides):
        overrides, composed = full, compose(full, multirun=True)
    if not composed.study.automatic:
        composed.study.replication_count()
    if composed.study.overwrite:
        raise StudyError(
            _(
                "overwrite=true is for single runs and tables; a study goes on in its folder: "
                "choose another output_dir for a new one"
            )
        )
    target = folder or (
        Path(composed.study.output_dir)
        if composed.study.output_dir
        else default_folder(composed.choices.get("experiment", composed.study.scenario))
    )
    try:
        with StudyStore.open(target) as store:
            computing = Sweep(composed, store, progress)
            try:
                launch(overrides, computing)
                return computing.close()
            except BaseException as fault:
                computing.executor.abandon()
                if isinstance(fault, KeyboardInterrupt) and store.about.get("responses"):
                    fault.add_note(computing.stopped())
                raise
            finally:
                computing.executor.close()
                computing.progress.end()
    finally:
        forget_empty()


def _start_processes(overrides: Sequence[str]) -> None:
    """Start processes early where words are sound and nothing says that others compute."""
    words = read_words(overrides)
    check_words(words, groups(), known_names(), multirun=True)
    told = {word.key: word.value for word in words if not word.sweep}
    workers = told.get("workers")
    kind = told.get("launcher.kind") or told.get("launcher") or "local"
    start_early(str(kind), workers if isinstance(workers, int) and workers > 0 else None)
