"""A response of one's own: saved, listed, shown, run; and what cannot be saved is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SMALL = ("days=3", "population.agents=300", "replications=2", "workers=1")


def test_a_saved_response_is_found_by_a_sweep_and_by_python(command: Callable[..., Any]) -> None:
    import marosim

    said = command("response", "save", "quick", "mandate=robust", "mandate.ceiling=3000",
                   "--says", "Three thousand, fast.")  # fmt: skip
    assert said.status == 0, said.err
    assert "yours" in command("response", "list").out
    assert "ceiling: 3000" in command("response", "show", "quick").out
    swept = command("run", "-m", "scenario=kalvera", "response=none,quick", "output_dir=there",
                    *SMALL)  # fmt: skip
    assert swept.status == 0, swept.err
    assert marosim.open_study("there").responses == ["none", "quick"]
    assert marosim.model("kalvera", response="quick").settings.mandate.ceiling == 3000


def test_a_saved_response_begins_a_run_in_the_browser_view(command: Callable[..., Any]) -> None:
    from marosim.view.address import plan_of
    from marosim.view.choosing import choices
    from marosim.view.session import Session

    command("response", "save", "quick", "mandate=robust", "mandate.ceiling=3000",
            "--says", "Three thousand, fast.")  # fmt: skip
    offered = {option["name"]: option["sentence"] for option in choices()["whole"]["options"]}
    assert offered["quick"] == "Three thousand, fast."
    line = Session(plan_of("scenario=kalvera&response=quick")).main
    assert line.chosen(0)["mandate"] == "robust"
    assert line.model.settings.mandate.ceiling == 3000


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "marosim response save: missing argument 'NAME'; see marosim response save --help"),
        (("quick", "mandate=robust,none"), "a response holds one value of each; save one response"),
        (("quick", "scenario=kalvera"), "a response holds no scenario"),
        (("quick",), "expected options or values, as in mandate=robust"),
        (("my plan", "mandate=robust"), "expected letters, digits, _ and -"),
        (("robust_rapid", "mandate=robust"), "ships with marosim; choose another name"),
        (("quick", "mandate=robst"), "did you mean robust?"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_a_line(
    command: Callable[..., Any], words: tuple[str, ...], hint: str
) -> None:
    said = command("response", "save", *words)
    assert said.status == 2 and hint in said.err
    assert len(said.err.splitlines()) == 1


def test_a_folder_that_is_neither_run_nor_study_is_said_to_be_neither(
    command: Callable[..., Any],
) -> None:
    said = command("explain", "nowhere")
    assert said.status == 2
    assert "nowhere: neither a run nor a study is there; expected a folder" in said.err


def test_whole_responses_with_another_setting_can_be_compared(command: Callable[..., Any]) -> None:
    import marosim

    swept = command("run", "-m", "scenario=kalvera", "response=none,five_thousand",
                    "mandate=observer,robust", "output_dir=there", *SMALL)  # fmt: skip
    assert swept.status == 0, swept.err
    compared = command("compare", "there", "--baseline", "response=none,mandate=observer",
                       "--no-figures")  # fmt: skip
    assert compared.status == 0, compared.err
    study = marosim.open_study("there")
    runs = study.runs
    assert list(runs["response"].unique()) == study.responses
    assert runs.groupby("response")[["response_option", "mandate"]].nunique().eq(1).all(axis=None)
    assert study.to_xarray().sizes["response"] == len(study.responses) == 4
    again = command("run", "-m", "scenario=kalvera", "response=none,five_thousand",
                    "mandate=observer,robust", "output_dir=there", *SMALL)  # fmt: skip
    assert again.status == 0 and len(marosim.open_study("there").runs) == 8


def test_whole_responses_alone_are_named_by_response_and_read_by_xarray(
    command: Callable[..., Any],
) -> None:
    import marosim

    command("run", "-m", "scenario=kalvera", "response=none,five_thousand", "output_dir=there",
            *SMALL)  # fmt: skip
    study = marosim.open_study("there")
    assert "response_option" not in study.runs
    assert list(study.to_xarray().response.values) == ["none", "five_thousand"]
