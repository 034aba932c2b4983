"""State of a room: what it declares, and the refusal of whatever breaks a declaration."""

from __future__ import annotations

import difflib
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from marosim.core.field import ANYBODY, ROWS, Blend, Channel, Declared, Field

MOST = sys.float_info.max  # beyond is infinity
ROUNDING = 1e-9  # what adding up floating-point numbers may put beyond a bound

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
Keeping = TypeVar("Keeping", bound="Keeper")


class StateError(Exception):
    """A field was misspelt, given another shape, written by another room or out of its bounds."""


class State:
    """What is declared as attributes.

    Each array is allocated once and keeps its place: assigning to a field copies into it, so
    that nobody holds yesterday's array by accident. While guarded (:meth:`written_by`), only
    what the rooms that are let in declare can be written.
    """

    DECLARED: ClassVar[dict[str, Declared]] = {}
    FIELDS: ClassVar[dict[str, Field]] = {}  # of it, the numbers
    ARRAYS: ClassVar[dict[str, tuple[str, ...]]] = {}  # of these, the arrays, with their axes
    sizes: dict[str, int]  # length of each axis
    _open: frozenset[str] | None  # names that may be written now; None: all
    _parts: dict[str, dict[str, Any]]  # what contributors give, by field and contributor

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: d for name, d in vars(cls).items() if isinstance(d, Declared)}
        cls.DECLARED = {
            name: replace(declared, name=name, state=cls.__name__)
            for name, declared in {**cls.DECLARED, **own}.items()
        }
        for name, declared in cls.DECLARED.items():
            setattr(cls, name, declared)
        cls.FIELDS = {n: d for n, d in cls.DECLARED.items() if isinstance(d, Field)}
        cls.ARRAYS = {n: d.axes for n, d in cls.FIELDS.items() if d.axes}

    @classmethod
    @functools.cache
    def fed(cls) -> frozenset[str]:
        """Names of channels and blends, which every mechanism may add to."""
        return frozenset(n for n, d in cls.FIELDS.items() if isinstance(d, (Blend, Channel)))

    def __init__(self, **sizes: int) -> None:
        """``sizes`` gives the length of each axis that a field names."""
        held = self.__dict__
        held["_open"] = None
        held["_parts"] = {}
        held["sizes"] = dict(sizes)
        for name, declared in self.DECLARED.items():
            held[name] = declared.allocate(held["sizes"])

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__
        opened = held["_open"]
        if opened is not None and name not in opened:
            declared = self._declared(name)
            raise StateError(f"only {declared.owner} may write {name!r} ({declared.meaning})")
        axes = self.ARRAYS.get(name)
        if axes is None:
            self._declared(name)
            held[name] = value
            return
        array = held[name]
        if value is array:  # what `state.name += …` ends with
            return
        shape, grows = np.shape(value), ROWS in axes
        if shape != array.shape and not (grows and len(shape) == array.ndim):
            raise StateError(f"{name!r} has shape {array.shape} ({', '.join(axes)}), not {shape}")
        if grows:
            held[name] = np.asarray(value, dtype=array.dtype)
        else:
            array[...] = value

    def _declared(self, name: str) -> Declared:
        declared = self.DECLARED.get(name)
        if declared is None:
            near = difflib.get_close_matches(name, self.DECLARED, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise StateError(f"{type(self).__name__} has no field {name!r}{hint}")
        return declared

    def __setstate__(self, held: dict[str, Any]) -> None:
        """Take over what was pickled or copied, in arrays of its own that can be guarded."""
        self.__dict__.update(held)
        for name, declared in self.FIELDS.items():
            if declared.axes:
                self.__dict__[name] = np.array(held[name])

    @property
    def state(self) -> State:
        """Itself: what its own methods write to."""
        return self

    # --- what several bring together ---------------------------------------------------

    def reset(self, field: Any) -> None:
        """Take a field or what is kept back to what it is while nobody writes it."""
        setattr(self, field.name, field.allocate(self.sizes))

    def ask(self, field: Any, amount: Any, at: Any = ...) -> None:
        """Add to what is asked of a channel; ``at`` is where in its array."""
        if not isinstance(field, Channel):
            raise StateError(f"{field.name!r} is no channel: only {field.owner} may write it")
        asked = self.__dict__[field.name]
        if self._open is None:
            asked[at] += amount
            return
        with self._letting({field.name}):
            asked[at] += amount

    def take(self, field: Any, at: Any = ...) -> Any:
        """What has been asked of a channel since the last time, which its owner settles now."""
        asked = self.__dict__[field.name]
        amount = np.array(asked[at])
        asked[at] = field.neutral
        return amount

    def contribute(self, field: Any, by: str, value: Any) -> None:
        """Set what a contributor gives to a blend, which follows at once."""
        if not isinstance(field, Blend):
            raise StateError(f"{field.name!r} is no blend: only {field.owner} may write it")
        self._combine(field, {**self._parts.get(field.name, {}), by: value})

    def contributors(self, field: Any) -> dict[str, Any]:
        """What each contributor gives to a blend now, by its name."""
        return dict(self._parts.get(field.name, {}))

    def withdraw(self, by: str) -> None:
        """Take away whatever a contributor has given."""
        for name, parts in list(self._parts.items()):
            if by in parts:
                left = {other: value for other, value in parts.items() if other != by}
                self._combine(self.DECLARED[name], left)

    def _combine(self, field: Any, parts: dict[str, Any]) -> None:
        self._parts[field.name] = parts
        ordered = [parts[by] for by in sorted(parts)]  # whoever joined first
        with self._letting({field.name}):
            setattr(self, field.name, field.combine(ordered, field.allocate(self.sizes)))

    # --- who may write -----------------------------------------------------------------

    @classmethod
    @functools.cache
    def writable(cls, room: str, also: tuple[Declared, ...] = ()) -> frozenset[str]:
        """Names of what a room may write, and of what is declared beside (``also``).

        It may write what it or anybody owns. Blends are written by contributions alone.
        """
        own = {
            name
            for name, declared in cls.DECLARED.items()
            if declared.owner in (room, ANYBODY) and not isinstance(declared, Blend)
        }
        return frozenset(own | {d.name for d in also if d.state == cls.__name__})

    @contextmanager
    def written_by(self, room: str, also: tuple[Declared, ...] = ()) -> Iterator[None]:
        """Let only a room write what it owns, and what is declared beside (``also``)."""
        before = self._open
        self._let(self.writable(room, also))
        try:
            yield
        finally:
            self._let(before)

    @contextmanager
    def let_in(self, room: str) -> Iterator[None]:
        """Let a room write beside whoever may, for a method that its owner offers to others."""
        with self._letting(self.writable(room)):
            yield

    @contextmanager
    def _letting(self, names: Iterable[str]) -> Iterator[None]:
        before = self._open
        if before is None:
            yield
            return
        self._let(before.union(names))
        try:
            yield
        finally:
            self._let(before)

    def _let(self, names: frozenset[str] | None) -> None:
        before, held = self._open, self.__dict__
        held["_open"] = names
        changed = self.FIELDS if before is None or names is None else before ^ names
        for name in changed:
            declared = self.FIELDS.get(name)
            if declared is not None and declared.axes and not declared.grows:
                held[name].flags.writeable = names is None or name in names

    def fault(self, names: Iterable[str] | None = None) -> str:
        """The first value outside its bounds, in a sentence; empty if there is none."""
        for name in self.FIELDS if names is None else names:
            declared = self.FIELDS.get(name)
            value = self.__dict__[name]
            if declared is None or (value is None and declared.neutral is None):
                continue
            if value is None:
                return f"{name} ({declared.meaning}, {declared.unit}) is None"
            low = -MOST if declared.low is None else declared.low - ROUNDING
            high = MOST if declared.high is None else declared.high + ROUNDING
            if not declared.axes:
                if low <= value <= high:
                    continue
            elif not value.size or (low <= value.min() and value.max() <= high):  # NaN is neither
                continue
            values = np.asarray(value)
            wrong = ~((values >= low) & (values <= high) & np.isfinite(values))
            if wrong.any():
                where = np.argwhere(wrong)[0]
                at = ", ".join(f"{a} {i}" for a, i in zip(declared.axes, where, strict=True))
                return (
                    f"{name} ({declared.meaning}, {declared.unit}) is "
                    f"{values[tuple(where)]:g}{' at ' + at if at else ''}; "
                    f"expected {declared.low} to {declared.high}"
                )
        return ""


class Keeper(Protocol):
    """Whatever writes to a state: the state itself, or an object that keeps one."""

    @property
    def state(self) -> State:
        """The state that it writes to."""


def offered_by(
    room: str,
) -> Callable[
    [Callable[Concatenate[Keeping, Given], Returned]],
    Callable[Concatenate[Keeping, Given], Returned],
]:
    """Mark a method that the owner of fields offers to all rooms."""

    def wrap(
        method: Callable[Concatenate[Keeping, Given], Returned],
    ) -> Callable[Concatenate[Keeping, Given], Returned]:
        @functools.wraps(method)
        def call(self: Keeping, /, *args: Given.args, **kwargs: Given.kwargs) -> Returned:
            state = self.state
            if state._open is None:
                return method(self, *args, **kwargs)
            with state.let_in(room):
                return method(self, *args, **kwargs)

        return call

    return wrap
