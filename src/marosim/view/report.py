"""One self-contained HTML page about a study: to read, to mail, to print."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup
from matplotlib.figure import Figure

from marosim import __version__
from marosim.cases import CaseError
from marosim.record.whole import whole_file
from marosim.study.explain import finding
from marosim.view import figures, names
from marosim.view.links import chain_of_study
from marosim.view.style import LIMITS, interval, number

if TYPE_CHECKING:
    from marosim.study.case_map import Mapped
    from marosim.study.study import Study

FANS = ("deaths_direct", "displaced_internal", "peacekeepers", "consent")
EFFECTS = ("deaths_direct", "displaced_internal", "attacks")
ETHICS = (
    "harm_by_mission",
    "peacekeeper_deaths",
    "consent",
    "legitimacy",
    "trust_between_groups",
    "proportionality",
    "impartiality",
    "sovereignty_cost",
    "local_voice",
    "cost_usd",
)
CAVEATS = (
    "The spread shown is chance within the model under one set of assumptions, unless the study "
    "drew its uncertain settings. Being wrong about an assumption can matter more than chance.",
    "Civilians decide by simple rules; leaders, media and courts are levels, not people. Results "
    "compare responses; they are not forecasts of numbers and must not guide operations alone.",
    "Communities are described by their position toward one another. No property of a person "
    "follows from a name.",
)


def write_report(study: Study, comparison: pd.DataFrame, path: str | Path) -> Path:
    """Write the report of a study and of its comparison with a baseline; returns its path.

    ``comparison`` has the columns of ``compare.csv``.
    """
    page = _environment().get_template("report.html.j2").render(**_content(study, comparison))
    target = Path(path)
    with whole_file(target) as draft:
        draft.write_text(page, encoding="utf-8")
    return target


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("marosim", "view"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["figure"] = _figure_html
    environment.globals["table"] = _table_html
    return environment


def _content(study: Study, comparison: pd.DataFrame) -> dict[str, Any]:
    about = study.about
    cases = _cases(study)
    labels = study.responses
    words = names.responses(labels)
    absent = [r for r in labels if r not in set(comparison["response"])]
    titles = dict.fromkeys(case.title for case in cases.values())
    title = " · ".join(titles) or str(about.get("scenario", "marosim study"))
    course = study.column(next(iter(study.metrics), "deaths_direct"))
    days, dates = int(course["day"].max()) + 1, pd.to_datetime(course["date"])
    lead = str(about.get("question") or f"What do {len(labels)} responses change?")
    compared = (
        f"{len(study.runs)} runs of {title}, {days} days from {dates.min():%-d %B %Y} to "
        f"{dates.max():%-d %B %Y}. Every replication runs all responses with the same random "
        "numbers, so that what differs between them comes from the response."
    )
    counts = study.runs["response"].value_counts()
    # one swept setting is what the responses are called already
    columns = study.swept if len(study.swept) > 1 else []
    rows = [
        {
            "words": words[item["label"]],
            "baseline": item["label"] in absent,
            "swept": [item["swept"].get(name, "") for name in columns],
            "runs": int(counts.get(item["label"], 0)),
        }
        for item in about["responses"]
    ]
    return {
        "title": title,
        "lead": lead,
        "limits": LIMITS,
        "caveats": CAVEATS,
        "key": _key(study, comparison, words),
        "findings": _findings(comparison, words, words[absent[0]] if len(absent) == 1 else ""),
        "compared": compared,
        "swept": columns,
        "responses": rows,
        "fans": _fans(study),
        "effects": _effects(comparison),
        "maps": _maps(study, cases),
        "chains": _chains(study),
        "ethics": _rows(comparison, words, ETHICS),
        "outcomes": _rows(comparison, words, names.TITLES),
        "others": _rows(
            comparison, words, [m for m in names.known_metrics() if m not in names.TITLES]
        ),
        "command": about.get("command", ""),
        "facts": _facts(about),
        "settings": "",
        "sources": list(dict.fromkeys(s for case in cases.values() for s in case.sources)),
        "version": about.get("versions", {}).get("marosim", __version__),
    }


def _cases(study: Study) -> dict[str, Mapped]:
    """The map of the case of each response, where there is one."""
    found = {}
    for item in study.about["responses"]:
        with suppress(CaseError):  # a study of an older kind whose case has moved since
            found[item["label"]] = study.map_of(item["scenario"])
    return found


def _key(study: Study, comparison: pd.DataFrame, words: dict[str, str]) -> list[dict[str, str]]:
    metric = str(study.about.get("metric") or "deaths_direct")
    if metric not in study.runs:
        return []
    unit = names.about(metric).unit
    found = []
    for label, group in study.runs.groupby("response", sort=False)[metric]:
        low, high = group.quantile(0.05), group.quantile(0.95)
        found.append(
            {
                "label": f"{names.title(metric)}: {words[str(label)]}",
                "value": number(float(group.mean()), unit),
                "note": f"90 % of runs: {interval(float(low), float(high), unit)}",
            }
        )
    return found[:6]


def _findings(comparison: pd.DataFrame, words: dict[str, str], baseline: str) -> list[str]:
    lines = []
    against = baseline or "its baseline"
    than = f"with {baseline}" if baseline else against
    for metric in ("deaths_direct", "deaths_indirect", "cost_usd"):
        for _, row in comparison[comparison["metric"] == metric].iterrows():
            unit = names.about(metric).unit
            change, name = float(row["difference"]), words[row["response"]]
            reach = interval(float(row["low"]), float(row["high"]), unit)
            subject = names.title(metric)
            if row["low"] <= 0 <= row["high"]:
                lines.append(
                    f"{subject}, {name}: no clear difference to {against} (95 %: {reach})."
                )
            else:
                verb = "more" if change > 0 else "fewer" if metric != "cost_usd" else "less"
                amount = number(abs(change), unit)
                lines.append(f"{subject}, {name}: {amount} {verb} than {than} (95 %: {reach}).")
    return lines[:12]


def _rows(
    comparison: pd.DataFrame, words: dict[str, str], wanted: Iterable[str]
) -> list[dict[str, Any]]:
    known = set(comparison["metric"])
    rows = []
    for metric in (m for m in wanted if m in known):
        unit = names.about(metric).unit
        for _, row in comparison[comparison["metric"] == metric].iterrows():
            rows.append(
                {
                    "metric": names.title(metric),
                    "unit": "" if unit in ("1", "") else unit,
                    "response": words[row["response"]],
                    "baseline": number(float(row["baseline_mean"]), unit),
                    "mean": number(float(row["mean"]), unit),
                    "difference": number(float(row["difference"]), unit),
                    "interval": interval(float(row["low"]), float(row["high"]), unit),
                    "replications": int(row["replications"]),
                    "sure": bool(row["low"] > 0 or row["high"] < 0),
                }
            )
    return rows


def _table_html(rows: list[dict[str, Any]]) -> Markup:
    if not rows:
        return Markup("<p class='small'>None of these was recorded.</p>")
    head = "<th>outcome</th><th>response</th>" + "".join(
        f"<th class='n'>{name}</th>" for name in ("baseline", "mean", "difference", "95 % interval")
    )
    body, before = [], ""
    for row in rows:
        said = row["unit"] in row["metric"].lower() or row["unit"] == "US$"
        unit = "" if said else f" <span class='small'>{escape(row['unit'])}</span>"
        again = row["metric"] == before
        before = row["metric"]
        named = "" if again else f"{escape(row['metric'])}{unit}"
        numbers = [escape(row[k]) for k in ("baseline", "mean", "difference", "interval")]
        kinds = " ".join(kind for kind, is_so in (("sure", row["sure"]), ("again", again)) if is_so)
        body.append(
            f"<tr class='{kinds}'><td>{named}</td><td class='r'>{escape(row['response'])}</td>"
            + "".join(f"<td class='n'>{c}</td>" for c in numbers)
            + "</tr>"
        )
    pairs = sorted({row["replications"] for row in rows})
    counted = str(pairs[0]) if len(pairs) == 1 else f"{pairs[0]} to {pairs[-1]}"
    return Markup(
        f"<div class='scroll'><table><caption>{counted} pairs of runs</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _figure_html(image: tuple[str, str]) -> Markup:
    data, words = image
    alt = escape(words, quote=True)
    return Markup(f"<figure><img alt='{alt}' src='data:image/png;base64,{data}'></figure>")


def _image(
    words: str, draw: Callable[..., Any], *arguments: Any, **options: Any
) -> tuple[str, str]:
    drawn = draw(*arguments, **options)
    figure: Figure = drawn if isinstance(drawn, Figure) else drawn.figure.figure
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode("ascii"), words


def _fans(study: Study) -> list[tuple[str, str]]:
    wanted = dict.fromkeys([str(study.about.get("metric") or FANS[0]), *FANS])
    tables = {m: study.column(m) for m in wanted if m in study.metrics}
    return [
        _image(names.title(m), figures.fan, table, m, order=study.responses)
        for m, table in tables.items()
        if table[m].abs().sum() > 0
    ]


def _effects(comparison: pd.DataFrame) -> list[tuple[str, str]]:
    known = set(comparison.loc[comparison["difference"].abs() > 0, "metric"])
    return [
        _image(f"Effects on {names.title(m)}", figures.forest, comparison, m)
        for m in EFFECTS
        if m in known
    ]


def _maps(study: Study, cases: dict[str, Mapped]) -> list[tuple[str, str]]:
    if not cases:
        return []
    words = names.responses(study.responses)
    ends = study.at_end("deaths_direct")
    means = ends.groupby(["response", "place"])["deaths_direct"].mean()
    counts = ends.groupby("response")["run"].nunique()
    drawn = []
    for label in [r for r in study.responses if r in cases and r in means.index][:6]:
        title, values = f"Civilians killed by place: {words[label]}", means.loc[label]
        drawn.append(
            _image(
                title,
                figures.place_map,
                cases[label],
                values,
                "deaths_direct",
                response=words[label],
                note=f"Mean of {counts[label]} runs.",
            )
        )
    return drawn


def _chains(study: Study) -> list[tuple[str, str]]:
    metric = str(study.about.get("metric") or "deaths_direct")
    if metric not in study.runs:
        return []
    words = names.responses(study.responses)
    drawn = []
    for label in study.responses[:4]:
        chain = chain_of_study(study, label, metric)
        title = f"{words[label].capitalize()}: {finding(chain).lower()}"
        drawn.append(_image(title, figures.funnel, chain, title=title))
    return drawn


def _facts(about: dict[str, Any]) -> list[tuple[str, str]]:
    machine = about.get("machine", {})
    versions = ", ".join(f"{k} {v}" for k, v in about.get("versions", {}).items())
    seeds = {int(item.get("settings", {}).get("seed", 1)) for item in about.get("responses", [])}
    facts = [
        ("seed of the first replication", ", ".join(str(s) for s in sorted(seeds))),
        ("replications", str(about.get("replications", ""))),
        ("versions", versions),
        ("machine", f"{machine.get('system', '')} {machine.get('architecture', '')}, "
                    f"{machine.get('cores', '')} cores"),
        ("time to compute", f"{float(about.get('duration_s', 0)):,.0f} s"),
    ]  # fmt: skip
    if about.get("responses"):
        digests = " ".join(str(r.get("inputs_sha256", ""))[:12] for r in about["responses"])
        facts.append(("inputs (sha256)", digests))
    return facts
