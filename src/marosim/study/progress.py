"""How a study tells what it is doing: a bar with rate and time left, means as runs arrive."""

from __future__ import annotations

import sys
import time
from html import escape
from typing import Any

from marosim.study.intervals import FEWEST
from marosim.study.tasks import Result


class Progress:
    """Says nothing; the others fill it in."""

    def plan(self, responses: int, replications: int) -> None:
        """So many replications of so many responses are about to be computed."""

    def begin(self, total: int, done: int, metric: str) -> None:
        """A study begins or goes on: ``done`` of ``total`` runs are there already."""

    def arrived(self, result: Result) -> None:
        """A run has been computed, or has failed."""

    def end(self) -> None:
        """No more runs come."""


class RunningMeans:
    """Mean of one metric by response, kept as results arrive (Welford 1962)."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.means: dict[str, float] = {}
        self.squares: dict[str, float] = {}

    def add(self, label: str, value: float) -> None:
        """Take in one value."""
        count = self.counts[label] = self.counts.get(label, 0) + 1
        mean = self.means.get(label, 0.0)
        self.means[label] = mean + (value - mean) / count
        self.squares[label] = self.squares.get(label, 0.0) + (value - mean) * (
            value - self.means[label]
        )

    def deviation(self, label: str) -> float:
        """Standard deviation of the values so far, 0 for fewer than two."""
        count = self.counts.get(label, 0)
        return (self.squares[label] / (count - 1)) ** 0.5 if count > 1 else 0.0


class Counting(Progress):
    """Counts runs, failures and means, for those that show them."""

    def __init__(self) -> None:
        self.means = RunningMeans()
        self.failures = 0
        self.metric = ""
        self.total = self.done = self.new = 0
        self.started = self.spoke = time.monotonic()

    def begin(self, total: int, done: int, metric: str) -> None:
        """A study begins, goes on, or gets more replications."""
        if not self.total:
            self.started = self.spoke = time.monotonic()
        self.metric, self.total, self.done = metric, total, done

    def arrived(self, result: Result) -> None:
        """Take the run into the counts and means."""
        self.done += 1
        self.new += 1
        if result.error:
            self.failures += 1
        elif self.metric in result.summary:
            self.means.add(result.labels["response"], result.summary[self.metric])

    @property
    def rate(self) -> float:
        """Runs a second since the start."""
        return self.new / max(time.monotonic() - self.started, 1e-9)

    @property
    def seconds_left(self) -> float:
        """Time left at this rate; 0 before the first run has arrived."""
        return (self.total - self.done) / self.rate if self.new else 0.0


class ConsoleProgress(Counting):
    """A bar and a summary on a terminal; a line now and then where there is none."""

    def __init__(self) -> None:
        from rich.console import Console

        super().__init__()
        self.console = Console(stderr=True, markup=False)
        self.bar: Any = None
        self.task: Any = None
        self.live: Any = None

    def plan(self, responses: int, replications: int) -> None:
        """Say how many runs there will be, and how to have others."""
        if self.total:
            return  # more of the same study
        text = f"{replications} replications of each of {responses} responses"
        if replications < FEWEST:
            text += f"; fewer than {FEWEST} cannot tell a difference from chance"
        self.console.print(f"{text} (replications=N for another number)")

    def begin(self, total: int, done: int, metric: str) -> None:
        """Show the bar."""
        super().begin(total, done, metric)
        if self.live is not None:
            self.bar.update(self.task, total=total)
            return
        if done:
            self.console.print(f"{done} of {total} runs are there already; going on")
        if not self.console.is_terminal:
            self.console.print(f"{total - done} runs to compute")
            return
        from rich import progress as parts
        from rich.live import Live

        self.bar = parts.Progress(
            parts.TextColumn("{task.description}"),
            parts.BarColumn(),
            parts.MofNCompleteColumn(),
            parts.TextColumn("{task.fields[rate]}"),
            parts.TimeElapsedColumn(),
            parts.TextColumn("left"),
            parts.TimeRemainingColumn(),
            console=self.console,
        )
        self.task = self.bar.add_task("runs", total=total, completed=done, rate="")
        self.live = Live(self._shown(), console=self.console, refresh_per_second=4)
        self.live.start()

    def arrived(self, result: Result) -> None:
        """Move the bar and take the run into the means."""
        super().arrived(result)
        now = time.monotonic()
        if self.live is not None:
            self.bar.update(self.task, completed=self.done, rate=f"{self.rate:.1f}/s")
            self.live.update(self._shown())
        elif now - self.spoke > 10 or self.done == self.total:
            self.spoke = now
            self.console.print(
                f"{self.done}/{self.total} runs, {self.rate:.2f}/s, {self.seconds_left:.0f} s left"
            )

    def _shown(self) -> Any:
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False)
        for heading in ("response", "runs", f"mean {self.metric}", "standard deviation"):
            table.add_column(heading, justify="left" if heading == "response" else "right")
        for label in list(self.means.counts)[:12]:
            table.add_row(
                label,
                str(self.means.counts[label]),
                f"{self.means.means[label]:,.0f}",
                f"{self.means.deviation(label):,.0f}",
            )
        parts: list[Any] = [self.bar]
        if self.means.counts:
            parts.append(table)
        if self.failures:
            parts.append(Text(f"{self.failures} failed, see failures.json", style="red"))
        return Group(*parts)

    def end(self) -> None:
        """Leave the last state on the screen."""
        if self.live is not None:
            self.live.stop()
            self.live = None
        sys.stderr.flush()


class NotebookProgress(Counting):
    """A bar with rate, time left and means under a notebook's cell; gone when the study is done."""

    EVERY = 0.3  # seconds between pictures

    def __init__(self) -> None:
        super().__init__()
        self.handle: Any = None

    def begin(self, total: int, done: int, metric: str) -> None:
        """Show the bar."""
        super().begin(total, done, metric)
        self._show(self._html())

    def arrived(self, result: Result) -> None:
        """Move the bar."""
        super().arrived(result)
        if time.monotonic() - self.spoke >= self.EVERY:
            self._show(self._html())

    def end(self) -> None:
        """Leave room for the results; failures stay in sight."""
        if self.handle is not None:
            self._show(self._failures())
            self.handle = None

    def _show(self, html: str) -> None:
        from IPython.display import HTML, display

        self.spoke = time.monotonic()
        if self.handle is None:
            self.handle = display(HTML(html), display_id=True)
        else:
            self.handle.update(HTML(html))

    def _failures(self) -> str:
        return f"<p>{self.failures} runs failed, see failures.json</p>" if self.failures else ""

    def _html(self) -> str:
        said = f"{self.done} of {self.total} runs"
        if self.new:
            said += f", {self.rate:.1f} a second, {self.seconds_left:,.0f} s left"
        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(label)}</td><td>{self.means.counts[label]}"
            f"</td><td>{mean:,.0f}</td><td>{self.means.deviation(label):,.0f}</td></tr>"
            for label, mean in list(self.means.means.items())[:12]
        )
        head = (
            f"<tr><th>response</th><th>runs</th><th>mean {escape(self.metric)}</th>"
            "<th>standard deviation</th></tr>"
        )
        return (
            f"<progress value='{self.done}' max='{self.total}'></progress> {said}"
            f"{f'<table>{head}{rows}</table>' if rows else ''}{self._failures()}"
        )


def progress_here() -> Progress:
    """The progress that can be seen here: under a notebook's cell, or on the terminal."""
    from marosim.notebook import in_notebook

    return NotebookProgress() if in_notebook() else ConsoleProgress()
