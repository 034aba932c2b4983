"""``marosim evidence``: every table of evidence that the documentation shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, need, show_path, split
from marosim.cli.bar import counting
from marosim.cli.told import told
from marosim.languages import _
from marosim.languages.faults import one_of
from marosim.languages.formats import whole

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)
PROCESSES = 2
# how the names of the parts begin that make one kind of evidence
KINDS = {
    "cases": ("case_",), "effects": ("effects_",), "mechanisms": ("acts", "matters"),
    "left_out": ("left_out",),
}  # fmt: skip


@click.command("evidence", context_settings=PASS_ON)
@click.option("--publish", type=FOLDER, metavar="FOLDER", help="also write tables and pages there")
@click.option(
    "--mark",
    type=FOLDER,
    metavar="FOLDER",
    help="compute nothing: say on the pages in FOLDER whether they are stale",
)
@click.option(
    "--calibration",
    type=FOLDER,
    metavar="FOLDER",
    help="compute nothing: ship the posterior of this calibration, and publish its tables",
)
@click.option("--front", type=FILE, metavar="FILE", help="page with the summary between marks")
@OVERRIDES
def command(
    publish: Path | None, mark: Path | None, calibration: Path | None, front: Path | None,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """Cases, published effects, mechanisms and whole cases left out, judged in one go.

    Own keys: size (quick|default|long), workers (2 without), output_dir, and only
    (cases|effects|mechanisms|left_out) for one kind of evidence. Started again on the same
    output_dir, which has the model's digest in its name where none is given, it goes on where it
    stopped. Pages of what was not made keep the tables and the day that they have.
    """
    from marosim.core.setting import SettingError

    own, rest = split(overrides, ("size", "workers", "output_dir", "only"))
    if rest:
        raise SettingError(_("{word}: expected size, workers, output_dir or only", word=rest[0]))
    if front is not None and publish is None and mark is None:
        raise click.UsageError(
            _("--front needs --publish or --mark, which name the folder of pages")
        )
    if mark is not None:
        _mark(mark, front)
        return
    if calibration is not None:
        _ship(calibration, publish, front)
        return
    from marosim.study.evidence_made import SIZES

    size, workers = str(own.get("size", "default")), own.get("workers", PROCESSES)
    if size not in SIZES:
        raise SettingError(one_of(f"size={size}", SIZES))
    if not isinstance(workers, int) or workers < 1:
        raise SettingError(
            _(
                "{where}: expected a whole number of at least {low}",
                where=f"workers={workers}",
                low="1",
            )
        )
    only = own.get("only", "")
    if only and only not in KINDS:
        raise SettingError(one_of(f"only={only}", KINDS))
    need("statsmodels", "calibration")
    given = own.get("output_dir")
    folder, kinds = Path(str(given)) if given else None, KINDS.get(str(only), ("",))
    _make(folder, size, workers, kinds, publish, front)


def _mark(folder: Path, front: Path | None) -> None:
    from marosim.evidence.digest import outdated
    from marosim.evidence.publish import PAGES, render, stamp_of

    render(folder, front)
    for name in PAGES:
        said = told("; ".join(outdated(stamp_of(folder, name))) or "current")
        click.echo(_("{part}: {finding}", part=folder / name, finding=said), err=True)
    show_path(folder)


def _ship(calibration: Path, into: Path | None, front: Path | None) -> None:
    from marosim.evidence.publish import ship
    from marosim.shipped import shipped

    if into is None:
        raise click.UsageError(_("--calibration needs --publish, which names the folder of pages"))
    try:
        ship(calibration, shipped("conf"), into, front)
    except ValueError as error:
        raise click.ClickException(f"--calibration {error}") from None
    show_path(into)


def _make(
    folder: Path | None, size: str, workers: int, only: tuple[str, ...],
    into: Path | None, front: Path | None,
) -> None:  # fmt: skip
    """Make the parts whose names begin as one of ``only``."""
    from marosim.evidence.digest import of_evidence, short
    from marosim.evidence.publish import publish
    from marosim.record.claim import claimed
    from marosim.record.provenance import LIMITS
    from marosim.study.evidence_made import RESULTS, SIZES, Timed, make_evidence, parts, said

    def say(part: Timed) -> None:
        said = _("kept") if part.kept else _("{number} s", number=whole(round(part.seconds)))
        click.echo(_("{part}: {finding}", part=told(part.words), finding=said), err=True)

    def counted(what: str) -> AbstractContextManager[Callable[[int, int], None]]:
        return counting(told(what))

    folder = folder or Path("outputs") / f"evidence_{size}_{short(of_evidence())}"
    with claimed(folder):
        chosen = [part for part in parts(SIZES[size]) if part.name.startswith(only)]
        times = make_evidence(folder, size, workers, counted, say, chosen)
        seconds = whole(round(sum(part.seconds for part in times)))
        click.echo(_("in all: {number} s", number=seconds), err=True)
        if into is not None:
            publish(folder / RESULTS, into, said(size), front)
    click.echo(_(LIMITS))
    show_path(into or folder / RESULTS)
