"""What declares its attributes, and refuses whatever breaks a declaration."""

from __future__ import annotations

import difflib
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from marosim.core.field import ANYBODY, ROWS, Blend, Channel, Declared, Field

MOST = sys.float_info.max  # beyond is infinity
ROUNDING = 1e-9  # what adding up floating-point numbers may put beyond a bound


class StateError(Exception):
    """A field was misspelt, given another shape, written by another room or out of its bounds."""


class Declaring:
    """What is declared as attributes.

    Each array is allocated once and keeps its place: assigning to a field copies into it, so
    that nobody holds yesterday's array by accident. While guarded (:meth:`written_by`), only
    what the rooms that are let in declare can be written. What is attached is guarded along.
    """

    DECLARED: ClassVar[dict[str, Declared]] = {}
    FIELDS: ClassVar[dict[str, Field]] = {}  # of it, the numbers
    ARRAYS: ClassVar[dict[str, tuple[str, ...]]] = {}  # of these, the arrays, with their axes
    sizes: dict[str, int]  # length of each axis
    _open: frozenset[str] | None  # names that may be written now; None: all
    _attached: list[Declaring]

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
        held["_attached"] = []
        held["sizes"] = dict(sizes)
        for name, declared in self.DECLARED.items():
            held[name] = declared.allocate(held["sizes"])

    @property
    def whose(self) -> str:
        """Which of several of its class it is, as messages say it after a field's name."""
        return ""

    def attach(self, part: Declaring) -> None:
        """Guard something along with it from now on, as its like is guarded now."""
        opened = {type(one): one._open for one in self._all()}
        self._attached.append(part)
        part._let(opened.get(type(part)))

    def _all(self) -> Iterator[Declaring]:
        yield self
        for part in self._attached:
            yield from part._all()

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__
        opened = held["_open"]
        if opened is not None and name not in opened:
            declared = self._declared(name)
            raise StateError(
                f"only {declared.owner} may write {name!r}{self.whose} ({declared.meaning})"
            )
        axes = self.ARRAYS.get(name)
        if axes is None:
            if name not in self.DECLARED:
                self._declared(name)  # which says what is near
            held[name] = value
            return
        array = held[name]
        if value is array:  # what `state.name += …` ends with
            return
        shape = value.shape if isinstance(value, np.ndarray) else np.shape(value)
        grows = ROWS in axes
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
        with self._guarding(lambda one: one.writable(room, also)):
            yield

    @contextmanager
    def let_in(self, room: str) -> Iterator[None]:
        """Let a room write beside whoever may, for a method that its owner offers to others."""
        if self._open is None:
            yield
            return
        with self._guarding(lambda one: (one._open or frozenset()) | one.writable(room)):
            yield

    @contextmanager
    def _guarding(self, names: Callable[[Declaring], frozenset[str]]) -> Iterator[None]:
        """Let some names be written, of it and of all that is attached, and end as it was."""
        before = {type(one): one._open for one in self._all()}
        for one in self._all():
            one._let(names(one))
        try:
            yield
        finally:
            for one in self._all():  # what was attached since is as its like
                one._let(before.get(type(one)))

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
            if declared is not None and declared.axes:
                held[name].flags.writeable = names is None or name in names

    def fault_left_by(self, room: str, also: tuple[Declared, ...]) -> str:
        """The first fault in what a room may write, of it or of what is attached."""
        for one in self._all():
            if found := one.fault(one.writable(room, also) | one.fed()):
                return found
        return ""

    def fault(self, names: Iterable[str] | None = None) -> str:
        """The first value outside its bounds, in a sentence; empty if there is none."""
        for name in self.FIELDS if names is None else names:
            declared = self.FIELDS.get(name)
            value = self.__dict__[name]
            if declared is None or (value is None and declared.neutral is None):
                continue
            if value is None:
                return f"{name}{self.whose} ({declared.meaning}, {declared.unit}) is None"
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
                    f"{name}{self.whose} ({declared.meaning}, {declared.unit}) is "
                    f"{values[tuple(where)]:g}{' at ' + at if at else ''}; "
                    f"expected {declared.low} to {declared.high}"
                )
        return ""


def everything_declared() -> Iterator[Declared]:
    """Whatever is declared by anybody."""
    kinds = Declaring.__subclasses__()
    while kinds:
        kind = kinds.pop()
        yield from kind.DECLARED.values()
        kinds += kind.__subclasses__()
