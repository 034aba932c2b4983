"""Six slides for a class, each headed by what it finds, with notes for who teaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marosim.brief.content import Content
from marosim.brief.drawing import Drawing
from marosim.brief.sure import together
from marosim.brief.verdicts import BETTER, Panel
from marosim.view.style import percent
from marosim.view.wording import capital, lowered

WIDE, HIGH = 338.7, 190.5  # mm, a slide of 16:9
MARGIN, BESIDE = 16.0, 86.0  # mm at the sides, and for points beside a drawing
CHART_WIDTH = 184.0  # mm that are drawn, before a drawing is made larger


@dataclass(frozen=True)
class Notes:
    """What a teacher says and asks, the likely objection with its answer, and the minutes."""

    say: str
    ask: str
    objection: str
    answer: str
    minutes: int

    def text(self) -> str:
        """As speaker's notes."""
        return (
            f"Say: {self.say}\n\nAsk: {self.ask}\n\nThey may object: {self.objection}\n"
            f"You can answer: {self.answer}\n\nAbout {self.minutes} minutes."
        )


@dataclass(frozen=True)
class Slide:
    """A title that is a finding, and points, a drawing or both."""

    title: str
    notes: Notes
    points: tuple[str, ...] = ()
    drawing: Drawing | None = None
    numbered: bool = False

    def scale(self, high: float) -> float:
        """How much larger its drawing is than on the page, where so many mm are free in height."""
        assert self.drawing is not None
        room = WIDE - 2 * MARGIN - (BESIDE if self.points else 0.0)
        return min(room / self.drawing.width, high / self.drawing.height)


def slides(content: Content) -> list[Slide]:
    """The slides of a study, in the order of a class."""
    makers: tuple[Callable[[Content], Slide], ...] = (
        _question,
        _when,
        _options,
        _where,
        _sure,
        _discussion,
    )
    return [make(content) for make in makers]


def _question(content: Content) -> Slide:
    panel = content.panel
    titles = [row.title for row in panel.rows if row.label != panel.against]
    return Slide(
        content.sentences.question(),
        Notes(
            "We will not see the result yet. You decide first.",
            "Which option would you choose, and by how much would it change the outcome? Write "
            "down one number.",
            "Nobody could have known.",
            "That is a good reason to guess first: compare what you know now with what was known.",
            10,
        ),
        (
            f"The options: {_several(titles)}." if titles else "The study has one option.",
            "You decide first: which option, and how large is its effect? (10 minutes)",
            "Then compare your choice with what the model counts. (15 minutes)",
            "Then discuss what the model leaves out. (25 minutes)",
        ),
    )


def _several(titles: list[str], most: int = 5) -> str:
    said = [lowered(title) for title in titles[:most]]
    if len(titles) > most:
        said.append(f"and {len(titles) - most} more")
    return "; ".join(said)


def _when(content: Content) -> Slide:
    timeline = content.timeline
    notes = Notes(
        "The curve shows how early people die. The bars below show when troops are there.",
        "On which day could you have known? On which day could you have decided?",
        "Troops can come faster than this.",
        "Then change the deployment and run it: the study’s command is at the foot of the brief.",
        8,
    )
    if timeline is None:
        return Slide("The runs keep no days to show", notes, ("No timeline can be drawn.",))
    where = f"{content.panel.shared}: half" if content.panel.shared else "Half"
    title = f"{where} of all deaths come by {timeline.date(timeline.half())}"
    return Slide(title, notes, (), content.when(CHART_WIDTH, 76.0))


def _options(content: Content) -> Slide:
    notes = Notes(
        " ".join(content.sentences.three()),
        "Compare this with the number that you wrote down. Why do they differ?",
        "The interval shows that nothing is known.",
        "The interval shows chance in these runs. Where it leaves zero out, chance alone is an "
        "unlikely reason.",
        12,
    )
    return Slide(_best(content), notes, (), content.chart(CHART_WIDTH, 76.0))


def _best(content: Content) -> str:
    """What the chart shows, as a title; never a winner that chance may have made."""
    panels = content.verdicts.panels
    if len(panels) > 1:
        clear = sum(bool(panel.best) for panel in panels)
        if not clear:
            return f"No option differs clearly in any of {len(panels)} comparisons"
        return f"An option clearly helps in {clear} of {len(panels)} comparisons"
    panel = panels[0]
    if not panel.best:
        return capital(content.sentences.answer().split(": ", 1)[1].rstrip("."))
    row = panel.row(panel.best)
    if content.verdicts.metric == "deaths_direct":
        return f"The best option prevents about {percent(row.share)} of the deaths"
    several = len(panel.of(BETTER))
    return f"{several} option{'s are' if several > 1 else ' is'} clearly better"


def _where(content: Content) -> Slide:
    found = content.where
    notes = Notes(
        "The circles show how many are killed. On the right, rings show the comparison.",
        "Why does it change there and not elsewhere? Who was near?",
        "The towns are not exactly there.",
        "The map sums up regions, and only regions with a clear change have a number.",
        8,
    )
    if found is None:
        return Slide(
            "No region changes clearly",
            notes,
            (
                "These runs cannot tell in which places the outcome differs.",
                "There are too few runs, or the changes are too small.",
            ),
        )
    points = tuple(f"{region}: {amount}" for region, amount in found.amounts(4).items())
    title = f"The largest change is in {points[0]} killed"
    return Slide(title, notes, points, content.map(110.0, 76.0))


def _sure(content: Content) -> Slide:
    points = [f"{a.question} {a.short} {a.why}" for a in content.answers]
    points += [f"It cannot tell: {lowered(line)}" for line in content.sentences.cannot_tell()[:3]]
    return Slide(
        together(content.answers).rstrip("."),
        Notes(
            content.limits,
            "Which of the three questions worries you most? What would change your mind?",
            "Then the model is useless.",
            "It shows what follows from its assumptions. That helps to find where they matter.",
            7,
        ),
        tuple(points),
    )


def _discussion(content: Content) -> Slide:
    return Slide(
        "What would you have decided?",
        Notes(
            "There is no right answer in the model. Let each group defend its choice.",
            "Who would have to agree, and what would it cost them?",
            "We lack information.",
            "So did they. Name the one fact that you would pay most to know.",
            25,
        ),
        questions(content.panel, content),
        numbered=True,
    )


def questions(panel: Panel, content: Content) -> tuple[str, ...]:
    """Four questions for a class, from what the study found."""
    best = content.verdicts.phrases.bare(panel.best) if panel.best else ""
    asked = ["On which day could you have known enough to decide? What would have told you?"]
    if best and panel.tied:
        other = content.verdicts.phrases.bare(panel.tied[0])
        asked.append(
            f"The runs cannot tell {best} from {other}. Which would your government pay for?"
        )
    elif best:
        asked.append(
            f"The model finds a clear effect {content.verdicts.phrases.with_(panel.best)}."
            " Is it large enough to act?"
        )
    else:
        asked.append("The runs cannot tell the options apart. What would you decide now?")
    asked.append(
        "Who would have to agree: the host, the Council, those who send troops? "
        "What would each ask for?"
    )
    asked.append("What else could have been done that no option in this study tries?")
    return tuple(asked)
