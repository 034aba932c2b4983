"""Lives against cost and against consent: what each option reaches, and who is on the front."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from marosim.brief.advice import Advice
from marosim.brief.drawing import FORCES
from marosim.languages import _
from marosim.languages.formats import listed, number
from marosim.study import intervals
from marosim.view import names, naming
from marosim.view.style import FAINT, INK, source_line, styled
from marosim.view.wording import lowered

AGAINST = ("cost_usd", "consent")


def figure(advice: Advice) -> Figure:
    """One panel an aim; filled: on the front; pale: outside the limits."""
    with styled():
        aims = [m for m in AGAINST if m in advice.comparison.runs]
        drawn = Figure(figsize=(5.2 * max(len(aims), 1), 4.6), layout="constrained")
        for column, aim in enumerate(aims, start=1):
            _panel(advice, aim, drawn.add_subplot(1, len(aims), column))
        drawn.suptitle(
            _("{subject} against {aims}", subject=naming.metric(advice.verdicts.metric),
              aims=listed([lowered(naming.metric(m)) for m in aims])),
            x=0.01, ha="left", fontweight="bold", color=INK,
        )  # fmt: skip
        if drawn.axes:
            source_line(drawn.axes[0], " · ".join(_key(advice)) + ". " + _(
                "Bars: 95 % intervals of the means. Filled: best trade-offs. Pale: outside the "
                "limits."))  # fmt: skip
        return drawn


def _panel(advice: Advice, aim: str, axes: Axes) -> None:
    metric = advice.verdicts.metric
    front = set(advice.front.index[advice.front["front"]]) if advice.allowed else set()
    ends: list[tuple[float, float]] = []
    for number_, option in enumerate(advice.options, start=1):
        level = intervals.of_mean(advice.wide[option])
        x, inside = advice.mean(option, aim), option in advice.allowed
        colour = FORCES if inside else FAINT
        axes.plot([x, x], [level.low, level.high], color=colour, linewidth=1.4)
        axes.plot(x, level.mean, "o", color=colour, markersize=8,
                  markerfacecolor=colour if option in front else "white")  # fmt: skip
        axes.annotate(str(number_), (x, level.mean), xytext=(7, 3), textcoords="offset points",
                      fontsize=8.5, color=INK if inside else FAINT)  # fmt: skip
        ends.append((x, level.mean))
    axes.set_xlabel(naming.metric(aim))
    axes.set_ylabel(naming.metric(metric))
    for axis, name in ((axes.xaxis, aim), (axes.yaxis, metric)):
        unit = names.about(name).unit
        axis.set_major_formatter(FuncFormatter(lambda v, _place, unit=unit: number(v, unit)))
    axes.margins(0.12)
    axes.locator_params(nbins=5)


def _key(advice: Advice) -> Sequence[str]:
    """What the numbers in the figure stand for."""
    return [
        f"{n} {advice.verdicts.phrases.title(option)}"
        for n, option in enumerate(advice.options, start=1)
    ]
