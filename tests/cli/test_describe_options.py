"""``marosim describe --options GROUP`` shows the group that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_named_group_alone_is_shown(command: Callable[..., Any]) -> None:
    said = command("describe", "--options", "mandate")
    assert said.status == 0
    assert "protection_of_civilians" in said.out and "airlift_after_recognition" not in said.out


def test_a_group_that_does_not_exist_names_the_nearest(command: Callable[..., Any]) -> None:
    said = command("describe", "--options", "mandat")
    assert said.status == 2
    assert "did you mean mandate" in said.err and "Traceback" not in said.err
