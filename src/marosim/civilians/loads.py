"""Reading and writing arrays in compiled loops so that the compiler may use vectors.

The compiler must suppose that what a loop writes may be what it reads next, and then takes
one row after another. These two say that it is not so: what is read by :func:`const` in a
loop must not be written in that loop, and what is written by :func:`put` must not be read.
"""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array


def _scopes(module: Any) -> tuple[Any, Any]:
    """The sets of accesses that read only and that write only, as the compiler names them."""
    domain = module.add_metadata(["marosim"])
    read, written = (module.add_metadata([name, domain]) for name in ("read", "written"))
    return module.add_metadata([read]), module.add_metadata([written])


def _address(context: Any, builder: Any, kinds: Any, values: Any) -> Any:
    index = context.cast(builder, values[1], kinds[1], types.uintp)
    return builder.gep(make_array(kinds[0])(context, builder, values[0]).data, [index])


@intrinsic
def const(_typing: Any, array: Any, index: Any) -> Any:
    """``array[index]`` of a contiguous array [N] that the loop does not write."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        found = builder.load(_address(context, builder, signature.args, values))
        read, written = _scopes(builder.module)
        found.set_metadata("alias.scope", read)
        found.set_metadata("noalias", written)
        return found

    return array.dtype(array, index), generate


@intrinsic
def put(_typing: Any, array: Any, index: Any, value: Any) -> Any:
    """``array[index] = value`` for a contiguous array [N] that the loop does not read."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kept = context.cast(builder, values[2], signature.args[2], signature.args[0].dtype)
        done = builder.store(kept, _address(context, builder, signature.args, values))
        read, written = _scopes(builder.module)
        done.set_metadata("alias.scope", written)
        done.set_metadata("noalias", read)
        return context.get_dummy_value()

    return types.void(array, index, value), generate
