"""A Hydra launcher that runs every job with replications as one marosim study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.utils import JobReturn, JobStatus
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig

ConfigStore.instance().store(
    group="hydra/launcher",
    name="marosim",
    node={"_target_": "hydra_plugins.marosim_launcher.launcher.MarosimLauncher"},
    provider="marosim",
)


class MarosimLauncher(Launcher):
    """Hands a sweeper's jobs to the study that asked for them.

    ``task_function`` is called once with all jobs of a batch (lists of overrides) and the
    number of the first; it returns one objective a job, which sweepers that search may use.
    """

    def setup(
        self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig
    ) -> None:
        """Keep what Hydra hands over."""
        self.task_function: Any = task_function

    def launch(
        self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int
    ) -> Sequence[JobReturn]:
        """Run all jobs and return one result each, in order."""
        objectives = self.task_function([list(job) for job in job_overrides], initial_job_idx)
        returns = []
        for overrides, objective in zip(job_overrides, objectives, strict=True):
            job = JobReturn()
            job.overrides = list(overrides)
            job.status = JobStatus.COMPLETED
            job.return_value = objective
            returns.append(job)
        return returns
