"""What a study is told beside the settings of the model: how often, where, on what."""

from __future__ import annotations

from dataclasses import dataclass, field

from marosim.core.setting import SettingError, setting
from marosim.languages import _

LAUNCHERS = ("local", "dask", "slurm")
AUTO = "auto"
UNCERTAINTIES = (AUTO, "none", "ranges", "posterior", "stale_posterior")


@dataclass
class LauncherOptions:
    """Where the runs of a sweep are computed."""

    kind: str = setting("local", "where runs are computed", choices=LAUNCHERS, source="by design")
    address: str | None = setting(
        None,
        "address of a Dask scheduler, such as tcp://127.0.0.1:8786",
        names="free text",
        source="by design",
    )
    partition: str | None = setting(None, "Slurm partition", names="free text", source="by design")
    account: str | None = setting(None, "Slurm account", names="free text", source="by design")
    cluster: str = setting(
        "slurm",
        "where submitit sends jobs: slurm, or local to try the configuration out",
        choices=("slurm", "local"),
        source="by design",
    )
    minutes: int = setting(
        60, "time limit of one job", unit="minutes", low=1, high=20_000, source="by design"
    )
    memory_gb: float = setting(
        2.0, "memory of one job", unit="GB", low=0.5, high=4096, source="by design"
    )
    runs_per_job: int = setting(
        10, "runs that one job computes", unit="runs", low=1, high=100_000, source="by design"
    )
    jobs: int = setting(
        100, "jobs at the same time", unit="jobs", low=1, high=10_000, source="by design"
    )


@dataclass
class AutoOptions:
    """When ``replications=auto`` stops."""

    metric: str = setting(
        "deaths_direct",
        "metric whose interval must become narrow",
        names="metrics",
        source="by design",
    )
    precision: float = setting(
        0.1,
        "half width of the widest paired interval that is narrow enough, relative to the "
        "baseline's mean",
        low=0.001,
        high=10,
        source="by design",
    )
    batch: int = setting(
        8, "replications added at a time", unit="runs", low=2, high=1000, source="by design"
    )
    most: int = setting(
        200, "replications never exceeded", unit="runs", low=2, high=100_000, source="by design"
    )


@dataclass
class StudyOptions:
    """The keys that stand beside the settings of the model."""

    scenario: str = setting("rwanda_1994", "the case", names="cases", source="by design")
    replications: str = setting(
        "1", "runs of each response, or auto", unit="runs", names="number", source="by design"
    )
    workers: int | None = setting(
        None,
        "processes that compute runs; one for each core when empty",
        unit="processes",
        low=1,
        high=4096,
        source="by design",
    )
    output_dir: str | None = setting(
        None, "folder for the results", names="free text", source="by design"
    )
    exercise: str | None = setting(
        None,
        "log of a class (exercise.jsonl) whose run, with all that was decided in it, is repeated",
        names="file",
        source="by design",
    )
    overwrite: bool = setting(
        False, "whether other results in output_dir may be overwritten", source="by design"
    )
    mix: bool = setting(
        False,
        "whether a study goes on with other code or versions than those that began it",
        source="by design",
    )
    checkpoint_every: int | None = setting(
        None,
        "days between checkpoints of a single run, from which --resume goes on; none when empty",
        unit="days",
        low=1,
        high=36_525,
        source="by design",
    )
    uncertainty: str = setting(
        AUTO,
        "where replications of a study draw uncertain settings from: ranges, a posterior, or none "
        "for chance alone; auto takes a posterior of the rules that run, else ranges; "
        "stale_posterior takes draws though rules, settings or cases changed since, or though they "
        "failed their check",
        choices=UNCERTAINTIES,
        source="by design",
    )
    spread: float = setting(
        0.25,
        "uncertainty=ranges: draws lie between value × (1 - spread) and value × (1 + spread)",
        low=0.0,
        high=1.0,
        source="assumed: with 0.5 some runs of South Sudan displaced half the country within 400 "
        "days, which nobody holds plausible; with 0.25 a quarter",
    )
    structure: bool = setting(
        False,
        "whether each replication also draws a variant of those rules that have several "
        "(uncertainty=posterior,structure says the same)",
        source="by design",
    )
    posterior: str | None = setting(
        None,
        "file of posterior draws, a column a setting; the shipped one when empty",
        names="file",
        source="by design",
    )
    question: str = setting(
        "", "what the study asks, shown in its report", names="free text", source="by design"
    )
    background: str = setting(
        "",
        "what is known or disputed about the question, shown in its report",
        names="free text",
        source="by design",
    )
    baseline: str | None = setting(
        None,
        "response that others are compared with, as key=value",
        names="responses",
        source="by design",
    )
    metric: str = setting(
        "deaths_direct", "metric shown while runs arrive", names="metrics", source="by design"
    )
    auto: AutoOptions = field(default_factory=AutoOptions)
    launcher: LauncherOptions = field(default_factory=LauncherOptions)

    @property
    def automatic(self) -> bool:
        """Whether replications are added until the intervals are narrow."""
        return self.replications == "auto"

    def replication_count(self) -> int:
        """How many replications, for a fixed number."""
        try:
            count = int(float(self.replications))
        except ValueError:
            count = 0
        if count < 1 or count > 1_000_000 or count != float(self.replications):
            raise SettingError(
                _(
                    "replications={replications}: expected a whole number from 1 to 1000000, or "
                    "auto",
                    replications=str(self.replications),
                )
            )
        return count
