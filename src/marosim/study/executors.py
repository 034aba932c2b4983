"""Where the runs of a study are computed: this machine's cores, a Dask cluster, Slurm."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from marosim.study.faults import StudyError
from marosim.study.options import LauncherOptions
from marosim.study.tasks import Result, Task, failed, perform, perform_all

AHEAD = 2  # tasks handed out beyond those being computed, for each worker


def results(
    tasks: Iterable[Task], launcher: LauncherOptions, workers: int | None, folder: Path
) -> Iterator[Result]:
    """Compute tasks and yield results as they arrive, in any order; memory stays flat."""
    if launcher.kind == "dask":
        return _dask(tasks, launcher)
    if launcher.kind == "slurm":
        return _slurm(tasks, launcher, folder)
    count = workers or os.cpu_count() or 1
    return map(perform, tasks) if count == 1 else _local(tasks, count)


def _local(tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    waiting = iter(tasks)
    in_flight: dict[int, Task] = {}

    def handed_out() -> Iterator[Task]:
        for task in waiting:
            in_flight[task.run] = task
            yield task

    while True:
        try:
            for result in _pool(handed_out(), workers):
                in_flight.pop(result.run, None)
                yield result
            return
        except TerminatedWorkerError:
            # a process died (memory, a signal): find out which run by trying each alone
            suspects = list(in_flight.values())
            in_flight.clear()
            for task in suspects:
                yield _alone(task)


def _pool(tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    from joblib import Parallel, delayed

    parallel = Parallel(
        n_jobs=workers,
        backend="loky",
        batch_size=1,
        pre_dispatch=workers * AHEAD,
        return_as="generator_unordered",
        max_nbytes=None,
    )
    return parallel(delayed(perform)(task) for task in tasks)


def _alone(task: Task) -> Result:
    """A run in a process of its own, which may die without harm."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(perform, task).result()
        except BrokenProcessPool:
            return failed(task, "its process ended without an answer (out of memory, or killed)")


def _dask(tasks: Iterable[Task], launcher: LauncherOptions) -> Iterator[Result]:
    if not launcher.address:
        raise StudyError(
            "launcher=dask: launcher.address is empty; expected the address of a scheduler, "
            "such as launcher.address=tcp://127.0.0.1:8786"
        )
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise StudyError(
            "launcher=dask needs the package distributed: pip install 'marosim[dask]'"
        ) from None
    try:
        client = Client(launcher.address, timeout="15s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise StudyError(
            f"launcher.address={launcher.address}: no Dask scheduler answers "
            f"({error.__class__.__name__}); start one with 'dask scheduler'"
        ) from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise StudyError(f"launcher.address={launcher.address}: the scheduler has no workers")
        waiting = iter(tasks)
        known: dict[Any, Task] = {}

        def submit(task: Task) -> Any:
            future = client.submit(perform, task, pure=False)
            known[future.key] = task
            return future

        arriving = as_completed(submit(t) for t in itertools.islice(waiting, cores * AHEAD))
        for future in arriving:
            task = known.pop(future.key)
            if future.status == "finished":
                yield future.result()
            elif client.status != "running":
                raise StudyError(
                    f"launcher.address={launcher.address}: the Dask scheduler is gone; start it "
                    "again and repeat the command on the same output_dir"
                )
            else:
                yield failed(task, f"the cluster could not compute it ({future.status})")
            future.release()
            for following in itertools.islice(waiting, 1):
                arriving.add(submit(following))


def slurm_executor(launcher: LauncherOptions, folder: Path) -> Any:
    """A submitit executor with the launcher's limits; faults of the configuration in a line."""
    try:
        import submitit
    except ImportError:
        raise StudyError(
            "launcher=slurm needs the package submitit: pip install 'marosim[slurm]'"
        ) from None
    if launcher.cluster == "slurm" and not shutil.which("sbatch"):
        raise StudyError(
            "launcher=slurm: the command sbatch is not on this machine; start the study on a "
            "machine of the cluster, or set launcher.cluster=local to try it out"
        )
    executor = submitit.AutoExecutor(folder=str(folder), cluster=launcher.cluster)
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
    executor.update_parameters(**limits)
    return executor


def _slurm(tasks: Iterable[Task], launcher: LauncherOptions, folder: Path) -> Iterator[Result]:
    executor = slurm_executor(launcher, folder / "jobs")
    waiting = iter(tasks)
    parcels = iter(lambda: list(itertools.islice(waiting, launcher.runs_per_job)), [])
    running: dict[Any, list[Task]] = {}

    def refill() -> None:
        free = launcher.jobs - len(running)
        parts = list(itertools.islice(parcels, max(free, 0)))
        if parts:
            running.update(
                zip(executor.map_array(perform_all, parts), parts, strict=True)
            )

    refill()
    while running:
        done = [job for job in running if job.done()]
        if not done:
            time.sleep(0.5)
        for job in done:
            part = running.pop(job)
            error = job.exception()
            if error is None:
                yield from job.result()
            else:
                reason = str(error).splitlines()[0] if str(error) else "no answer"
                yield from (failed(task, f"its job failed: {reason}") for task in part)
        if done:
            refill()
