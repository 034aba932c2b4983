"""study.json: read, checked, and which code and versions computed which runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marosim.languages import _, _p
from marosim.record.folder import read_json
from marosim.record.provenance import OTHERS, check_format, computing, differences
from marosim.study.faults import StudyError

FORMAT = 1
AT_MOST = 4  # differences that a sentence names


def read_manifest(path: Path) -> dict[str, Any]:
    """The content of study.json; a format that this marosim does not know is refused."""
    about = read_json(path)
    check_format(about, FORMAT, path, StudyError)
    if not isinstance(about.get("merged"), list):
        raise StudyError(_("{path}: damaged, 'merged' is not a list of runs", path=path))
    kept = about.get("provenances", [])
    if not isinstance(kept, list) or not all(_sound(item) for item in kept):
        raise StudyError(_("{path}: damaged, its provenance cannot be read", path=path))
    return about


def _sound(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("runs"), list)
        and all(isinstance(span, list) and len(span) == 2 for span in item["runs"])
        and all(isinstance(n, int) for span in item["runs"] for n in span)
    )


class Origins:
    """Which runs of a study were computed with which code and versions."""

    def __init__(self, about: dict[str, Any]) -> None:
        """From study.json; merged runs of which it says nothing were not recorded."""
        self.known: list[tuple[dict[str, Any] | None, set[int]]] = []
        for item in about.get("provenances", []):
            made = {key: value for key, value in item.items() if key != "runs"}
            for first, last in item["runs"]:
                self.add(made, range(first, last + 1))
        told = {run for _, runs in self.known for run in runs}
        untold = set(about.get("merged", [])) - told
        if untold:
            self.add(None, untold)

    def add(self, made: dict[str, Any] | None, runs: Iterable[int]) -> None:
        """Note runs and what computed them, None if nobody wrote it down."""
        for known, numbers in self.known:
            if known == made:
                numbers.update(runs)
                return
        self.known.append((made, set(runs)))

    def of(self, run: int) -> dict[str, Any] | None:
        """What computed a run; None if it was not recorded."""
        return next((made for made, runs in self.known if run in runs), None)

    def written(self) -> list[dict[str, Any]]:
        """As study.json keeps it: runs as spans of numbers."""
        return [{**made, "runs": _spans(runs)} for made, runs in self.known if made is not None]

    def differing(self, now: dict[str, Any]) -> list[str]:
        """What differs between those that computed the runs so far and this process."""
        found: dict[str, None] = {}
        for made, _runs in self.known:
            found.update(dict.fromkeys(differences(made, now)))
        return list(found)[:AT_MOST]

    @property
    def mixed(self) -> str:
        """A sentence if the runs came from different code or versions, else nothing."""
        if len(self.known) < 2:
            return ""
        recorded = [made for made, _runs in self.known if made is not None]
        found: dict[str, None] = {}
        for made, _runs in self.known:
            if made is not recorded[-1]:
                found.update(dict.fromkeys(differences(made, recorded[-1], OTHERS)))
        return _(
            "This study mixes runs of different code or versions ({sizes} runs): {differences}. "
            "Differences between responses may come from that.",
            sizes=_p("between names", " and ").join(str(len(runs)) for _made, runs in self.known),
            differences=", ".join(list(found)[:AT_MOST]),
        )


def check_origins(folder: Path, origins: Origins, *, mix: bool) -> None:
    """Raise :class:`StudyError` if runs of other code or versions are there, unless ``mix``."""
    other = [] if mix else origins.differing(computing())
    if other:
        raise StudyError(
            _(
                "{folder} holds runs made with {known}; choose another output_dir, or add "
                "--mix (in Python mix=True) to go on: every comparison will then say that runs "
                "are mixed",
                folder=folder,
                known=", ".join(other),
            )
        )


def check_worker(run: int, made: dict[str, Any], *, mix: bool) -> None:
    """Raise :class:`StudyError` if a worker elsewhere has other code or versions."""
    other = [] if mix or not made else differences(made, computing())[:AT_MOST]
    if other:
        raise StudyError(
            _(
                "a worker computed run {run} with {known}; install the same there and repeat "
                "the command, or add --mix (in Python mix=True)",
                run=str(run),
                known=", ".join(other),
            )
        )


def _spans(numbers: set[int]) -> list[list[int]]:
    """Sorted numbers as [first, last] of each unbroken row."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans
