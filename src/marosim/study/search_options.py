"""What a search is told beside the words of a study: how many trials, for what, how checked."""

from __future__ import annotations

from dataclasses import dataclass, fields

from marosim.core.setting import SettingError, setting
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.study.vocabulary import metric_names
from marosim.view.names import known_metrics

AIMS = ("deaths_direct", "cost_usd", "consent")


@dataclass
class SearchOptions:
    """The keys of ``marosim search`` beside those of a study."""

    trials: int = setting(
        64, "responses that are tried", unit="responses", low=2, high=100_000, source="by design"
    )
    fresh: int = setting(
        20,
        "runs on new seeds of each response that is reported",
        unit="runs",
        low=2,
        high=100_000,
        source="by design",
    )
    found: int = setting(
        5, "most responses that are reported", unit="responses", low=1, high=50, source="by design"
    )
    aims: list[str] = setting(
        list(AIMS), "metrics that a good response makes better", names="metrics", source="by design"
    )

    def signs(self) -> list[float]:
        """1 for each aim of which less is better, −1 for others; raises where neither is."""
        found = []
        for aim in self.aims:
            about = known_metrics().get(aim)
            if about is None or about.better not in ("lower", "higher"):
                known = [n for n, m in known_metrics().items() if m.better in ("lower", "higher")]
                raise SettingError(
                    (
                        _("aims: {name} is neither good nor bad, so that a search cannot aim at it",
                          name=aim)
                        if aim in metric_names()
                        else _("aims: {name} is no metric, so that a search cannot aim at it",
                               name=aim)
                    ) + nearest(aim, known)
                )  # fmt: skip
            found.append(1.0 if about.better == "lower" else -1.0)
        if not found or len(set(self.aims)) < len(self.aims):
            raise SettingError(
                _(
                    "aims={known}: expected different metrics, as in {example}",
                    known=",".join(self.aims),
                    example=f"aims=[{','.join(AIMS)}]",
                )
            )
        return found


OWN = tuple(item.name for item in fields(SearchOptions))
