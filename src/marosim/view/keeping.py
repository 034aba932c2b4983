"""What a visitor takes away: the run as a zipped folder, names for files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from marosim.record.folder import write_run
from marosim.view.line import Line


def zipped_run(line: Line) -> tuple[str, bytes]:
    """Name and bytes of a ZIP with the run folder as ``marosim run`` would leave it."""
    name = f"{line.case.name}_seed{line.plan.seed}_{line.day}days"
    words = line.plan.command().removeprefix("marosim run ")
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_run(
            Path(scratch) / name, line.model, duration_s=0.0, choices=line.chosen(),
            overrides=(words,),
        )  # fmt: skip
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{name}/{file.name}")
    return f"{name}.zip", buffer.getvalue()


def picture_name(line: Line, day: int) -> str:
    """File name of a picture of the map."""
    return f"marosim_{line.case.name}_{line.frames[day].date}.png"
