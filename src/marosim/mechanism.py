"""What a mechanism is: one rule of the model, with its settings, its trace and its switch.

``marosim.mechanism`` can also be called, as a decorator: :func:`marosim.added.mechanism`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from marosim.core.field import Declared
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric

if TYPE_CHECKING:  # the model sits above; a mechanism only meets it at run time
    from marosim.injects import Inject
    from marosim.response_model import ResponseModel


# what a file with a mechanism of one's own needs
__all__ = ["Mechanism", "MechanismSettings", "Metric", "setting"]

Options = TypeVar("Options")


class Mechanism(Generic[Options]):
    """A rule that acts once a day, with settings of the kind ``Options`` (None: it has none).

    A subclass names itself (``id`` as in the field's list, ``title``), says its ``rule``
    (equation or sentence) and ``source``, the ``settings_key`` under which its settings
    stand, the metrics it reports, and how to judge it alone: ``outcome`` is the metric
    that moves and ``expected`` is +1 or -1, the sign of the outcome's change when the
    mechanism is strengthened (0: none claimed). ``scenario`` is the case where it matters.
    ``contrast`` gives overrides for the weak arm and the strong arm of the ablation; the
    default contrast is off against on. ``writes`` names fields of other rooms that it may
    write, ``renews`` those that it writes anew each day, so that they are neutral while it is
    off. ``injects`` names the kinds of inject on which it acts (:mod:`marosim.injects`).
    """

    id: ClassVar[str] = ""
    title: ClassVar[str] = ""
    settings_key: ClassVar[str] = ""
    rule: ClassVar[str] = ""
    source: ClassVar[str] = "assumed"
    metrics: ClassVar[dict[str, Metric]] = {}
    outcome: ClassVar[str] = "deaths_direct"
    expected: ClassVar[int] = 0
    scenario: ClassVar[str] = "rwanda_1994"
    arms: ClassVar[dict[str, Any]] = {}
    writes: ClassVar[tuple[Any, ...]] = ()  # fields beside those of its own room
    renews: ClassVar[tuple[Any, ...]] = ()  # fields that it writes anew each day
    contrast: ClassVar[tuple[dict[str, Any], dict[str, Any]] | None] = None
    injects: ClassVar[tuple[str, ...]] = ()  # kinds of inject that it acts on

    def __init__(self, model: ResponseModel, settings: Options) -> None:
        self.model = model
        self.settings = settings

    @classmethod
    def room(cls) -> str:
        """The room that it belongs to, whose fields it may write."""
        return ([*cls.__module__.split("."), ""])[1]

    @classmethod
    def may_write(cls) -> tuple[Declared, ...]:
        """What it may write beside what its own room owns."""
        return (*cls.writes, *cls.renews)

    def contribute(self, field: Any, value: Any) -> None:
        """Give its part to a field that several bring together; gone once it is switched off."""
        self.model.states[field.state].contribute(field, type(self).__name__, value)

    def start(self) -> None:
        """Prepare state before the first day; called in the day's order."""

    def step(self, day: int) -> None:
        """Act once, on ``day`` (0 is the first)."""
        raise NotImplementedError

    def told(self, inject: Inject) -> None:
        """Take in an inject of one of its kinds, on which it acts in its next step."""

    def stop(self) -> None:
        """Undo what it does day by day; called when a decision switches it off in mid-run.

        What it renews goes back to neutral and what it contributes goes away, as it is where
        the mechanism has been off from the start; what it has brought about stays.
        """
        for field in self.renews:
            self.model.states[field.state].reset(field)
        for state in self.model.states.values():
            state.withdraw(type(self).__name__)

    def report(self, day: int) -> None:
        """Report today's metrics to the journal; called after all mechanisms stepped."""


class _Decorator(ModuleType):
    """This module, so that ``@marosim.mechanism`` adds what stands under it."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        from marosim.added import mechanism

        return mechanism(*given, **named)


sys.modules[__name__].__class__ = _Decorator
