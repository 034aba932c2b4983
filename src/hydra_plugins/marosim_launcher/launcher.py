"""A Hydra launcher that runs every job with replications as one marosim study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hydra._internal.core_plugins.basic_launcher import BasicLauncher
from hydra.core.config_store import ConfigStore
from hydra.core.utils import JobReturn, JobStatus

ConfigStore.instance().store(
    group="hydra/launcher",
    name="marosim",
    node={"_target_": "hydra_plugins.marosim_launcher.launcher.MarosimLauncher"},
    provider="marosim",
)


class MarosimLauncher(BasicLauncher):
    """Hands a sweeper's jobs to the study that asked for them.

    A study of marosim (a method of what ``takes_batches``) is called once with all jobs of a
    batch (lists of overrides) and the number of the first; it returns one objective a job, which
    sweepers that search may use. Anybody else's function runs job by job, as Hydra runs it.
    """

    def launch(
        self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int
    ) -> Sequence[JobReturn]:
        """Run all jobs and return one result each, in order."""
        task: Any = self.task_function
        if not getattr(getattr(task, "__self__", None), "takes_batches", False):
            return super().launch(job_overrides, initial_job_idx)
        objectives = task([list(job) for job in job_overrides], initial_job_idx)
        returns = []
        for overrides, objective in zip(job_overrides, objectives, strict=True):
            job = JobReturn()
            job.overrides = list(overrides)
            job.status = JobStatus.COMPLETED
            job.return_value = objective
            returns.append(job)
        return returns
