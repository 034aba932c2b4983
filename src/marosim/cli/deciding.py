"""``marosim sensitivity study=FOLDER``: which settings decide the ranking of responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marosim.cli.arguments import show_path, wide_console
from marosim.languages import _, _p

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from marosim.brief.verdicts import Verdicts
    from marosim.study.decisive import Decisive

KEYS = ("study", "metric", "baseline")
MOST = 5  # rows of each table that are shown


def of_study(own: dict[str, Any], rest: Sequence[str], overrides: Sequence[str]) -> None:
    """What the draws of a study tell, without a run; writes ``deciding.csv`` and ``worth.csv``."""
    import pandas as pd

    from marosim.brief.verdicts import Verdicts
    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.record.whole import whole_file
    from marosim.study.compose import compose
    from marosim.study.decisive import decisive
    from marosim.study.study import open_study
    from marosim.view.style import LIMITS

    words = [key for key in own if key not in KEYS]
    words += [word for word in rest if not word.startswith(("output_dir=", "overwrite="))]
    if words:
        raise SettingError(
            _("sensitivity study=… {word}: expected nothing else but metric, baseline and "
              "output_dir; cases, responses and settings are those of the study", word=words[0])
        )  # fmt: skip
    study = open_study(str(own["study"]))
    asked = [str(own["metric"])] if "metric" in own else None
    comparison = study.comparison(own.get("baseline"), asked)
    verdicts = Verdicts(comparison, *(asked or []))
    found = {
        shared: decisive(comparison, verdicts.metric, family)
        for shared, family in comparison.families.items()
        if len(family) > 1
    }
    if not found:
        raise SettingError(
            _("sensitivity study={folder}: it has one response alone, so that nothing is chosen; "
              "make a study of several, as by mandate=none,robust", folder=own["study"])
        )  # fmt: skip
    options = compose(rest).study
    folder = results_folder(options.output_dir, "deciding.csv", "sensitivity", overrides,
                            overwrite=options.overwrite)  # fmt: skip
    for shared, one in found.items():
        _show(one, shared, verdicts)
    for name, tables in (("deciding", {s: f.settings for s, f in found.items()}),
                         ("worth", {s: f.worth for s, f in found.items()})):  # fmt: skip
        whole = pd.concat([t.assign(condition=s) for s, t in tables.items()], ignore_index=True)
        with whole_file(folder / f"{name}.csv") as draft:
            whole.to_csv(draft, index=False, float_format="%.4g")
    for line in filter(None, (study.mixed, _(LIMITS))):
        wide_console().print(line)
    show_path(folder / "deciding.csv")


def _show(found: Decisive, shared: str, verdicts: Verdicts) -> None:
    """Two tables of what is told from chance, and a sentence where nothing is."""
    from marosim.languages.formats import percent
    from marosim.view import naming

    console = wide_console()
    if shared:
        console.print(naming.response(shared), style="bold")
    told = found.settings[found.settings["told"]].groupby("response", sort=False).head(MOST)
    if len(told):
        console.print(_deciding(told, verdicts))
    if found.least > 0:
        console.print(
            _("With {draws} draws, a setting stands out from chance only if it explains {share} "
              "or more.", draws=found.draws, share=percent(found.least))
            + ("" if len(told) else " " + _("None does."))
        )  # fmt: skip
    worth = found.worth.head(MOST)
    if len(worth):
        console.print(_worth(worth, verdicts))
    elif found.most > 0:
        console.print(_("No single setting would change the choice by more than chance can."))
    console.print(
        _("To know everything, even chance, would mean at most {change}.",
          change=verdicts.better_by(found.most)) if found.most > 0 else
        _("The same response is the best in every draw: nothing that could be known would change "
          "the choice by this outcome.")
    )  # fmt: skip
    for line in _meanings([*told["setting"], *worth["setting"]]):
        console.print(line, highlight=False)


def _deciding(told: pd.DataFrame, verdicts: Verdicts) -> Table:
    """Which settings explain each difference, and which of the two a higher value favours."""
    from marosim.languages.formats import percent
    from marosim.view import naming
    from marosim.view.wording import capital, lowered

    title, against = verdicts.phrases.title, verdicts.comparison.baseline
    table = _table(
        _("{metric}: which settings decide between two responses",
          metric=capital(naming.metric(verdicts.metric))),
        _p("heading", "response"), _p("heading", "setting"),
        _("share of the difference's variance"), _("a higher value favours"),
    )  # fmt: skip
    for row in told.itertuples():
        other = against[row.response]
        better = row.rises if verdicts.higher else -row.rises
        favoured = {1: title(row.response), -1: title(other), 0: "–"}[better]
        both = _("{option}, compared with {other}", option=title(row.response),
                 other=lowered(title(other)))  # fmt: skip
        table.add_row(both, row.setting, percent(row.share), favoured)
    return table


def _worth(worth: pd.DataFrame, verdicts: Verdicts) -> Table:
    """What each setting would be worth, beside what chance makes one seem worth."""
    from marosim.languages.formats import number, percent
    from marosim.view import naming

    unit = verdicts.unit
    table = _table(
        _("What it would be worth to know a setting before choosing"),
        _p("heading", "setting"), _("worth, {unit}", unit=naming.unit(unit)),
        _("chance alone reaches"), _("another response would be chosen in"),
    )  # fmt: skip
    for row in worth.itertuples():
        table.add_row(row.setting, number(row.worth, unit), number(row.by_chance, unit),
                      _("{share} of draws", share=percent(row.changes)))  # fmt: skip
    return table


def _table(title: str, *headings: str) -> Table:
    from rich.table import Table

    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _meanings(names: Sequence[str]) -> list[str]:
    """What each named setting means, once."""
    from marosim.core.setting import rows
    from marosim.settings import Settings

    meaning = {row.name: row.meaning for row in rows(Settings())}
    return [
        _("{part}: {finding}", part=name, finding=_p("meaning of a setting", meaning[name]))
        for name in dict.fromkeys(names)
        if name in meaning
    ]
