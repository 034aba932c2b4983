"""State of a room: its declared fields, and the refusal of whatever breaks a declaration."""

from __future__ import annotations

import difflib
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from marosim.core.field import Field

ROUNDING = 1e-9  # what adding up floating-point numbers may put beyond a bound

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
Kept = TypeVar("Kept", bound="Keeper")


class StateError(Exception):
    """A field was misspelt, given another shape, written by another room or out of its bounds."""


def strict() -> bool:
    """Whether each write is held to its declaration: on in tests and with ``--strict``."""
    return os.environ.get("MAROSIM_STRICT", "") not in ("", "0")


class State:
    """Fields as attributes.

    Each array is allocated once and keeps its place: assigning to a field copies into it, so
    that nobody holds yesterday's array by accident. While guarded (:meth:`written_by`), only
    the fields of the rooms that are let in can be written.
    """

    FIELDS: ClassVar[dict[str, Field]] = {}
    sizes: dict[str, int]  # length of each axis
    _open: set[str] | None  # names that may be written now; None: all

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        declared = {n: replace(f, name=n) for n, f in vars(cls).items() if isinstance(f, Field)}
        for name, declaration in declared.items():
            setattr(cls, name, declaration)
        cls.FIELDS = {**cls.FIELDS, **declared}

    def __init__(self, **sizes: int) -> None:
        """``sizes`` gives the length of each axis that a field names."""
        held = self.__dict__
        held["_open"] = None
        held["sizes"] = dict(sizes)
        for name, declaration in self.FIELDS.items():
            held[name] = declaration.allocate(sizes)

    def __setattr__(self, name: str, value: Any) -> None:
        declaration = self.FIELDS.get(name)
        if declaration is None:
            near = difflib.get_close_matches(name, self.FIELDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise StateError(f"{type(self).__name__} has no field {name!r}{hint}")
        opened = self._open
        if opened is not None and name not in opened:
            raise StateError(f"only {declaration.owner} may write {name!r} ({declaration.meaning})")
        held = self.__dict__
        if not declaration.axes:
            held[name] = value
            return
        array = held[name]
        if value is array:  # what `state.name += …` ends with
            return
        if np.shape(value) != array.shape:
            raise StateError(
                f"{name!r} has shape {array.shape} ({', '.join(declaration.axes)}), "
                f"not {np.shape(value)}"
            )
        array[...] = value

    def __setstate__(self, held: dict[str, Any]) -> None:
        """Take over what was pickled or copied, in arrays of its own that can be guarded."""
        self.__dict__.update(held)
        for name, declaration in self.FIELDS.items():
            if declaration.axes:
                self.__dict__[name] = np.array(held[name])

    @property
    def state(self) -> State:
        """Itself: what its own methods write to."""
        return self

    @classmethod
    def owned_by(cls, room: str) -> Iterator[str]:
        """Names of the fields that a room owns."""
        return (name for name, declared in cls.FIELDS.items() if declared.owner == room)

    @contextmanager
    def written_by(self, room: str, also: Iterable[Field] = ()) -> Iterator[None]:
        """Let only a room write its own fields, and those declared beside (``also``)."""
        before = self._open
        self._let({*self.owned_by(room), *(declared.name for declared in also)})
        try:
            yield
        finally:
            self._let(before)

    @contextmanager
    def let_in(self, room: str) -> Iterator[None]:
        """Let a room write beside whoever may, for a method that its owner offers to others."""
        before = self._open
        if before is None:
            yield
            return
        self._let(before | set(self.owned_by(room)))
        try:
            yield
        finally:
            self._let(before)

    def _let(self, names: set[str] | None) -> None:
        self.__dict__["_open"] = names
        for name, declaration in self.FIELDS.items():
            if declaration.axes:
                self.__dict__[name].flags.writeable = names is None or name in names

    def fault(self, names: Iterable[str] | None = None) -> str:
        """The first value outside its bounds, in a sentence; empty if there is none."""
        for name in names if names is not None else self.FIELDS:
            declared = self.FIELDS[name]
            values = np.asarray(self.__dict__[name], dtype=float)
            low = -np.inf if declared.low is None else declared.low - ROUNDING
            high = np.inf if declared.high is None else declared.high + ROUNDING
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
    [Callable[Concatenate[Kept, Given], Returned]], Callable[Concatenate[Kept, Given], Returned]
]:
    """Mark a method that the owner of fields offers to all rooms, as a channel."""

    def wrap(
        method: Callable[Concatenate[Kept, Given], Returned],
    ) -> Callable[Concatenate[Kept, Given], Returned]:
        @functools.wraps(method)
        def call(self: Kept, /, *args: Given.args, **kwargs: Given.kwargs) -> Returned:
            state = self.state
            if state._open is None:
                return method(self, *args, **kwargs)
            with state.let_in(room):
                return method(self, *args, **kwargs)

        return call

    return wrap
