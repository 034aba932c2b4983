"""Where the runs of a study are computed: this machine's cores, a Dask cluster, Slurm.

An executor is checked when it is made, before anything is written; ``results`` then takes
tasks lazily and yields results as they arrive, in any order, so that memory stays flat.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from marosim.added import check_processes
from marosim.languages import _
from marosim.study.faults import StudyError
from marosim.study.options import LauncherOptions
from marosim.study.processes import AHEAD, DIED, end, new_pool, started
from marosim.study.tasks import Result, Task, failed, perform, perform_all, perform_apart

COLLECTED_EVERY = 16  # runs in this process, between which the remains of models are let go
WORKERS_SECONDS = 15  # for which a study waits for the first worker of a cluster


class Executor(Protocol):
    """Computes tasks."""

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Results as they arrive, in any order."""
        ...

    def close(self) -> None:
        """Let go of what was held."""
        ...

    def abandon(self) -> None:
        """Stop what is under way; nobody waits for it any more."""
        ...


def executor(launcher: LauncherOptions, workers: int | None, folder: Path) -> Executor:
    """The executor that the options name; raises :class:`StudyError` if it cannot work,
    :class:`marosim.core.setting.SettingError` for a mechanism that only this process knows."""
    count = workers or os.cpu_count() or 1
    if launcher.kind == "local" and count == 1:
        return InProcess()
    check_processes()
    if launcher.kind == "dask":
        return DaskExecutor(launcher.address)
    return SlurmExecutor(launcher, folder) if launcher.kind == "slurm" else LocalExecutor(count)


class InProcess:
    """One run after the other in this very process."""

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Results in the order of the tasks."""
        for number, task in enumerate(tasks, start=1):
            yield perform(task)
            if number % COLLECTED_EVERY == 0:
                gc.collect()

    def close(self) -> None:
        """Nothing is held."""

    def abandon(self) -> None:
        """Nothing is under way."""


def start_early(kind: str, workers: int | None) -> None:
    """Begin to start the processes of this machine, before a study has been composed.

    Both take about as long, and composing needs one core only.
    """
    count = workers or os.cpu_count() or 1
    if kind == "local" and count > 1:
        started(count)


class LocalExecutor:
    """All cores of this machine, through joblib's processes. One that dies costs one run at most.

    The processes start at once, so that they are ready when the study has been composed.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool = started(workers)

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Results as they arrive."""
        from concurrent.futures import FIRST_COMPLETED, wait

        waiting = iter(tasks)
        running: dict[Any, Task] = {}
        while True:
            for task in itertools.islice(waiting, self.workers * AHEAD - len(running)):
                running[self.pool.submit(perform_apart, task)] = task
            if not running:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = [f for f in ended if f.exception() is not None]
            for future in ended - set(broken):
                del running[future]
                yield future.result()
            if broken:
                # a process died (memory, a signal): find out which run by trying each alone
                suspects = list(running.values())
                running.clear()
                self.pool = started(self.workers)
                yield from map(_alone, suspects)

    def close(self) -> None:
        """The processes stay for the next study, and end when idle for long."""

    def abandon(self) -> None:
        """End the processes in the middle of their runs."""
        end(now=True)


def _alone(task: Task) -> Result:
    """A run in a process of its own, which may die without harm."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    pool = new_pool(1)
    try:
        return pool.submit(perform, task).result()
    except BrokenProcessPool:
        return failed(task, _(DIED))
    finally:
        pool.shutdown(wait=False, kill_workers=True)


class DaskExecutor:
    """The workers of a Dask cluster. They need marosim, not this machine's files."""

    def __init__(self, address: str | None) -> None:
        if not address:
            raise StudyError(
                _(
                    "launcher=dask: launcher.address is empty; expected the address of a "
                    "scheduler, such as launcher.address=tcp://127.0.0.1:8786"
                )
            )
        try:
            from distributed import Client
        except ImportError:
            raise StudyError(
                _("launcher=dask needs the package distributed: pip install 'marosim[dask]'")
            ) from None
        self.address = address
        try:
            self.client = Client(address, timeout="15s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise StudyError(
                _(
                    "launcher.address={address}: no Dask scheduler answers ({reason}); start one "
                    "with 'dask scheduler'",
                    address=address,
                    reason=error.__class__.__name__,
                )
            ) from None
        try:  # those that were started with the scheduler may still be on their way
            self.client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError:
            self.client.close()
            raise StudyError(
                _(
                    "launcher.address={address}: the scheduler has no workers; start some with "
                    "'dask worker {address}'",
                    address=address,
                )
            ) from None
        self.cores = sum(self.client.ncores().values())

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Results as they arrive; a scheduler that goes away ends the study, resumable."""
        from distributed import as_completed

        with self.client.as_current():
            yield from self._results(tasks, as_completed)

    def _results(self, tasks: Iterable[Task], as_completed: Any) -> Iterator[Result]:
        waiting = iter(tasks)
        known: dict[Any, Task] = {}

        def submit(task: Task) -> Any:
            future = self.client.submit(perform, task, pure=False)
            known[future.key] = task
            return future

        arriving = as_completed([submit(t) for t in itertools.islice(waiting, self.cores * AHEAD)])
        for future in arriving:
            task = known.pop(future.key)
            if future.status == "finished":
                yield future.result()
            elif self.client.status != "running":
                raise StudyError(
                    _(
                        "launcher.address={address}: the Dask scheduler is gone; start it again "
                        "and repeat the command on the same output_dir",
                        address=self.address,
                    )
                )
            else:
                yield failed(task, f"the cluster could not compute it ({future.status})")
            future.release()
            for following in itertools.islice(waiting, 1):
                arriving.add(submit(following))

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close(timeout=5)

    def abandon(self) -> None:
        """The scheduler lets go of runs whose study has left."""


class SlurmExecutor:
    """Jobs of a Slurm cluster through submitit, several runs a job."""

    def __init__(self, launcher: LauncherOptions, folder: Path) -> None:
        try:
            import submitit
        except ImportError:
            raise StudyError(
                _("launcher=slurm needs the package submitit: pip install 'marosim[slurm]'")
            ) from None
        if launcher.cluster == "slurm" and not shutil.which("sbatch"):
            raise StudyError(
                _(
                    "launcher=slurm: the command sbatch is not on this machine; start the study on "
                    "a machine of the cluster, or set launcher.cluster=local to try it out"
                )
            )
        self.launcher = launcher
        # a name that nobody can know before: submitit trusts the answers that it finds there
        self.folder = folder / "jobs" / uuid.uuid4().hex
        self.submitit = submitit
        self.running: dict[Any, list[Task]] = {}

    def _submitting(self) -> Any:
        launcher = self.launcher
        submitting = self.submitit.AutoExecutor(folder=str(self.folder), cluster=launcher.cluster)
        limits: dict[str, Any] = {
            "timeout_min": launcher.minutes,
            "mem_gb": launcher.memory_gb,
            "cpus_per_task": 1,
            "name": "marosim",
        }
        if launcher.cluster == "slurm":
            limits["slurm_array_parallelism"] = launcher.jobs
            if launcher.partition:
                limits["slurm_partition"] = launcher.partition
            if launcher.account:
                limits["slurm_account"] = launcher.account
        submitting.update_parameters(**limits)
        return submitting

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Results as jobs end."""
        submitting = self._submitting()
        waiting = iter(tasks)
        parcels = iter(lambda: list(itertools.islice(waiting, self.launcher.runs_per_job)), [])
        running = self.running
        while True:
            parts = list(itertools.islice(parcels, self.launcher.jobs - len(running)))
            if parts:
                jobs = submitting.map_array(perform_all, parts)
                running.update(zip(jobs, parts, strict=True))
            if not running:
                return
            ended = [job for job in running if job.done()]
            if not ended:
                time.sleep(0.5)
            for job in ended:
                yield from self._of_job(job, running.pop(job))

    def _of_job(self, job: Any, part: list[Task]) -> Iterator[Result]:
        error = job.exception()
        if error is None:
            yield from job.result()
        else:
            reason = str(error).splitlines()[0] if str(error) else _("no answer")
            yield from (failed(task, f"its job failed: {reason}") for task in part)

    def close(self) -> None:
        """The folder ``jobs`` keeps submitit's logs."""

    def abandon(self) -> None:
        """Take back the jobs that wait or run."""
        for job in self.running:
            job.cancel(check=False)
