"""Six slides for a class, each headed by what it finds, with notes for who teaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marosim.brief.content import Content
from marosim.brief.drawing import Drawing
from marosim.brief.sure import caution, together
from marosim.brief.verdicts import BETTER, Panel
from marosim.languages import _, _n, _p, direction
from marosim.languages.formats import apart, percent
from marosim.view.wording import capital, lowered

WIDE, HIGH = 338.7, 190.5  # mm, a slide of 16:9
MARGIN, BESIDE = 16.0, 86.0  # mm at the sides, and for points beside a drawing
CHART_WIDTH = 184.0  # mm that are drawn, before a drawing is made larger
ROW = 17.0  # mm at most, a row of the chart, so that few rows fill a slide
LARGE, SMALLER = 300, 420  # letters of all points up to which they are large, and beyond small


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
            _("Say: {text}", text=self.say) + "\n\n" + _("Ask: {text}", text=self.ask) + "\n\n"
            + _("They may object: {text}", text=self.objection) + "\n"
            + _("You can answer: {text}", text=self.answer) + "\n\n"
            + _n("About {count} minute.", "About {count} minutes.", self.minutes)
        )  # fmt: skip


@dataclass(frozen=True)
class Slide:
    """A title that is a finding, and points, a drawing or both."""

    title: str
    notes: Notes
    points: tuple[str, ...] = ()
    drawing: Drawing | None = None
    numbered: bool = False

    @property
    def size(self) -> str:
        """How large its points are: a slide of few words is read from the last row."""
        letters = sum(map(len, self.points))
        if self.drawing is not None or letters > SMALLER:
            return "small"
        return "large" if letters <= LARGE else "plain"

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
    return Slide(
        content.sentences.question(),
        Notes(
            _("We will not see the result yet. You decide first."),
            _("Which option would you choose, and by how much would it change the outcome? Write "
              "down one number."),
            _("Nobody could have known."),
            _("That is a good reason to guess first: compare what you know now with what was "
              "known."),
            10,
        ),
        (
            _("{part}: {finding}", part=content.title, finding=content.period)
            if len(content.verdicts.cases) == 1 else content.title,
            *_tried(panel, content),
            _("You decide first: which option, and how large is its effect? (10 minutes)"),
            _("Then compare your choice with what the model counts. (15 minutes)"),
            _("Then discuss what the model leaves out. (25 minutes)"),
        ),
    )  # fmt: skip


def _tried(panel: Panel, content: Content) -> list[str]:
    """The options that a class chooses from, and what they are measured against.

    They stand in the study's order: the best first would tell the class what to guess.
    """
    order = list(content.verdicts.phrases.swept)
    rows = sorted(panel.others, key=lambda row: order.index(row.label))
    titles = [row.title for row in rows]
    if not titles:
        return [_("The study has one option.")]
    against = lowered(panel.row(panel.against).title)
    return [_("The options: {options}.", options=_several(titles)),
            _("Each is compared with: {option}.", option=against)]  # fmt: skip


def _several(titles: list[str], most: int = 5) -> str:
    said = [lowered(title) for title in titles[:most]]
    if len(titles) > most:
        said.append(_("and {options} more", options=len(titles) - most))
    return _p("semicolon", "; ").join(said)


def _when(content: Content) -> Slide:
    timeline = content.timeline
    notes = Notes(
        _("The curve shows how early people die. The bars below show when troops are there."),
        _("On which day could you have known? On which day could you have decided?"),
        _("Troops can come faster than this."),
        _("Then change the deployment and run it: the study’s command is at the foot of the "
          "brief."),
        8,
    )  # fmt: skip
    if timeline is None:
        return Slide(_("The runs keep no days to show"), notes, (_("No timeline can be drawn."),))
    day, part = timeline.date(timeline.half()), content.panel.shared
    title = _("{part}: half of all deaths come by {day}", part=part, day=day) if part \
        else _("Half of all deaths come by {day}", day=day)  # fmt: skip
    return Slide(title, notes, (), content.when(CHART_WIDTH, 76.0))


def _options(content: Content) -> Slide:
    notes = Notes(
        " ".join([*content.sentences.three(), caution(content.answers)]).strip(),
        _("Compare this with the number that you wrote down. Why do they differ?"),
        _("The interval shows that nothing is known."),
        _("The interval shows chance in these runs. Where it leaves zero out, chance alone is an "
          "unlikely reason."),
        12,
    )  # fmt: skip
    return Slide(_best(content), notes, (), content.chart(CHART_WIDTH, 76.0, ROW))


def _best(content: Content) -> str:
    """What the chart shows, as a title; never a winner that chance may have made."""
    panels = content.verdicts.panels
    if len(panels) > 1:
        clear = sum(bool(panel.best) for panel in panels)
        if not clear:
            return _("No option differs clearly in any of {panels} comparisons",
                     panels=len(panels))  # fmt: skip
        return _("An option clearly helps in {clear} of {panels} comparisons",
                 clear=clear, panels=len(panels))  # fmt: skip
    panel = panels[0]
    if not panel.best:
        return capital(content.sentences.short().rstrip("."))
    row = panel.row(panel.best)
    if content.verdicts.metric == "deaths_direct":
        return _("The best option prevents about {share} of the deaths", share=percent(row.share))
    return _n("{count} option is clearly better", "{count} options are clearly better",
              len(panel.of(BETTER)))  # fmt: skip


def _where(content: Content) -> Slide:
    found = content.where
    notes = Notes(
        _("The circles show how many are killed. On the right, rings show the comparison.")
        if direction() == "ltr"
        else _("The circles show how many are killed. On the left, rings show the comparison."),
        _("Why does it change there and not elsewhere? Who was near?"),
        _("The towns are not exactly there."),
        _("The map sums up regions, and only regions with a clear change have a number."),
        8,
    )
    if found is None:
        return Slide(
            _("No region changes clearly"),
            notes,
            (
                _("These runs cannot tell in which places the outcome differs."),
                _("There are too few runs, or the changes are too small."),
            ),
        )
    changes = [{"region": apart(r), "amount": amount} for r, amount in found.amounts(4).items()]
    points = tuple(_("{region}: {amount}", **change) for change in changes)
    title = _("The largest change is in {region}: {amount} killed", **changes[0])
    return Slide(title, notes, points, content.map(110.0, 76.0))


def _sure(content: Content) -> Slide:
    points = [f"{a.question} {a.short} {a.why}" for a in content.answers]
    points += [
        _("This study cannot tell: {limit}", limit=lowered(line))
        for line in content.sentences.cannot_tell()[:3]
    ]
    return Slide(
        f"{_('How sure?')} {together(content.answers)}".rstrip("."),
        Notes(
            content.limits,
            _("Which of the three questions worries you most? What would change your mind?"),
            _("Then the model is useless."),
            _("It shows what follows from its assumptions. That helps to find where they matter."),
            7,
        ),
        tuple(points),
    )


def _discussion(content: Content) -> Slide:
    return Slide(
        _("What would you have decided?"),
        Notes(
            _("There is no right answer in the model. Let each group defend its choice."),
            _("Who would have to agree, and what would it cost them?"),
            _("We lack information."),
            _("So did they. Name the one fact that you would pay most to know."),
            25,
        ),
        questions(content.panel, content),
        numbered=True,
    )


def questions(panel: Panel, content: Content) -> tuple[str, ...]:
    """Four questions for a class, from what the study found."""
    best = content.verdicts.phrases.bare(panel.best) if panel.best else ""
    asked = [_("On which day could you have known enough to decide? What would have told you?")]
    if best and panel.tied:
        other = content.verdicts.phrases.bare(panel.tied[0])
        asked.append(
            _(
                "The runs cannot tell {best} from {other}. Which would your government pay for?",
                best=best,
                other=other,
            )
        )
    elif best:
        asked.append(
            _(
                "The model finds a clear effect {option}. Is it large enough to act?",
                option=content.verdicts.phrases.with_(panel.best),
            )
        )
    else:
        asked.append(_("The runs cannot tell the options apart. What would you decide now?"))
    asked.append(
        _("Who would have to agree: the host, the Council, those who send troops? "
          "What would each ask for?")
    )  # fmt: skip
    asked.append(_("What else could have been done that no option in this study tries?"))
    return tuple(asked)
