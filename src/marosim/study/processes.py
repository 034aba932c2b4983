"""Processes of this machine that compute runs: kept from study to study, gone with their parent."""

from __future__ import annotations

import atexit
import os
import select
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from marosim.languages import N_, _
from marosim.study.faults import StudyError

Item = TypeVar("Item")
Found = TypeVar("Found")

AHEAD = 2  # tasks handed out for each worker, so that none waits for the next
IDLE_SECONDS = 300  # after which processes without work end
WATCH_SECONDS = 1.0  # between looks at the parent, where the system cannot tell of its end
DIED = N_("a process ended without an answer (out of memory, or killed)")
THREADS = (  # libraries would else start as many threads as there are cores, in every process
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
LOKY = "joblib.externals.loky"
_pool: tuple[int, Any] | None = None  # how many processes, and their pool


def new_pool(workers: int) -> Any:
    """Processes that end when this one does, however it ends."""
    from joblib.externals.loky import ProcessPoolExecutor

    # a process whose memory grew is replaced, and no run is lost: nothing that a user can act on
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
    return ProcessPoolExecutor(
        max_workers=workers,
        timeout=IDLE_SECONDS,
        env=dict.fromkeys(THREADS, "1"),
        initializer=stay_with,
        initargs=(os.getpid(),),
    )


def started(workers: int) -> Any:
    """The pool of this many processes, the same one if it is there and whole.

    A pool of our own, because joblib.Parallel takes loky's reusable one for a kind that it made
    itself, whose processes would outlive a parent that is killed.
    """
    global _pool
    from joblib.externals.loky.process_executor import BrokenProcessPool, ShutdownExecutorError

    if _pool is not None and _pool[0] == workers:
        try:
            _get_ready(_pool[1], workers)
            return _pool[1]
        except (BrokenProcessPool, ShutdownExecutorError):
            _pool = None
    end()
    _pool = workers, new_pool(workers)
    _get_ready(_pool[1], workers)
    return _pool[1]


@atexit.register  # while everything that the pool needs to end is still there
def end(now: bool = False) -> None:
    """Let the processes end: after the work that they have, or ``now``, in the middle of it."""
    global _pool
    if _pool is not None:
        if now:
            threading.excepthook = _of_others
        _pool[1].shutdown(wait=False, kill_workers=now)
    _pool = None


def _of_others(fault: threading.ExceptHookArgs) -> None:
    """Tell what went wrong in threads, but in loky's own that stumble over work let go."""
    if not (fault.exc_type is KeyError and type(fault.thread).__module__.startswith(LOKY)):
        threading.__excepthook__(fault)


def computed(
    function: Callable[[Item], Found], items: Iterable[Item], workers: int | None = None
) -> Iterator[Found]:
    """``function`` of every item on all cores, or on so many; in the order of the items."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    count = workers or os.cpu_count() or 1
    if count == 1:
        yield from map(function, items)
        return
    pool, waiting, running = started(count), iter(items), deque[Any]()
    try:
        while True:
            for item in islice(waiting, count * AHEAD - len(running)):
                running.append(pool.submit(function, item))
            if not running:
                return
            yield running.popleft().result()
    except BrokenProcessPool:
        raise StudyError(
            _("{said}; take fewer workers, and repeat the command", said=_(DIED))
        ) from None
    finally:
        if running:  # nobody waits for the rest
            end(now=True)


def _get_ready(pool: Any, workers: int) -> None:
    from marosim.study.tasks import get_ready

    for _worker in range(workers):
        pool.submit(get_ready)


def stay_with(parent: int) -> None:
    """In a worker: leave Ctrl-C to the parent, and end when the parent has ended."""
    for name in ("SIGINT", "SIGHUP"):  # a terminal sends them to all of its processes
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if os.name == "posix":
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    try:
        handle = os.pidfd_open(parent)  # type: ignore[attr-defined,unused-ignore]
    except (AttributeError, OSError):  # other systems, old kernels, or the parent is gone
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
    else:
        if os.getppid() == parent:  # else it was gone, and its number may be somebody else's
            select.select([handle], [], [])
    os._exit(1)
