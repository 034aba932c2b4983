"""``marosim sensitivity study=FOLDER``: which settings decide the ranking of responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marosim.cli.arguments import show_path, wide_console
from marosim.languages import _, _p

if TYPE_CHECKING:
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
    verdicts = Verdicts(comparison)
    metric = asked[0] if asked else verdicts.metric
    found = {
        shared: decisive(comparison, metric, family)
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
        _show(one, metric, shared, verdicts)
    for name, tables in (("deciding", {s: f.settings for s, f in found.items()}),
                         ("worth", {s: f.worth for s, f in found.items()})):  # fmt: skip
        whole = pd.concat([t.assign(condition=s) for s, t in tables.items()], ignore_index=True)
        with whole_file(folder / f"{name}.csv") as draft:
            whole.to_csv(draft, index=False, float_format="%.4g")
    for line in filter(None, (study.mixed, _(LIMITS))):
        wide_console().print(line)
    show_path(folder / "deciding.csv")


def _show(found: Decisive, metric: str, shared: str, verdicts: Verdicts) -> None:
    """Two tables of what is told from chance, and a sentence where nothing is."""
    from rich.table import Table

    from marosim.languages.formats import number, percent
    from marosim.view import names, naming
    from marosim.view.wording import capital

    console, subject = wide_console(), capital(naming.metric(metric))
    if shared:
        console.print(naming.response(shared), style="bold")
    told = found.settings[found.settings["told"]]
    table = Table(title=_("{metric}: what the difference to the baseline turns on",
                          metric=subject))  # fmt: skip
    for heading in (_p("heading", "response"), _p("heading", "setting"),
                    _("share of the difference's variance"),
                    _("difference, the higher it is")):  # fmt: skip
        table.add_column(heading, overflow="fold")
    ways = {1: _("rises"), -1: _("falls"), 0: "–"}
    for row in told.groupby("response", sort=False).head(MOST).itertuples():
        table.add_row(verdicts.phrases.title(row.response), row.setting, percent(row.share),
                      ways[row.rises])  # fmt: skip
    if len(told):
        console.print(table)
    console.print(
        _("With {draws} draws, a setting stands out from chance only if it explains {share} or "
          "more.",
          draws=found.draws, share=percent(found.least))
        + ("" if len(told) else " " + _("None does."))
    )  # fmt: skip
    unit, worth = names.about(metric).unit, found.worth.head(MOST)
    table = Table(title=_("What it would be worth to know a setting before choosing"))
    for heading in (_p("heading", "setting"), _("worth, {unit}", unit=naming.unit(unit)),
                    _("another response would be chosen in")):  # fmt: skip
        table.add_column(heading, overflow="fold")
    for row in worth.itertuples():
        table.add_row(row.setting, number(row.worth, unit),
                      _("{share} of draws", share=percent(row.changes)))  # fmt: skip
    if len(worth):
        console.print(table)
    elif found.most > 0:
        console.print(_("No single setting would change the choice by more than chance can."))
    console.print(
        _("To know everything, even chance, would be worth {amount} at most.",
          amount=number(found.most, unit)) if found.most > 0 else
        _("The same response is the best in every draw: nothing that could be known would change "
          "the choice by this outcome.")
    )  # fmt: skip
