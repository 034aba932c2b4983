"""Writing a case's folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from marosim.cases.manifest import FILE as MANIFEST
from marosim.record.whole import sync_folder, sync_tree


def write_case(
    folder: Path,
    manifest: dict[str, Any],
    tables: dict[str, pd.DataFrame],
    briefing: str,
    outline: dict[str, Any] | None = None,
) -> Path:
    """Write a case under a temporary name and rename it, so that no half case is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        text = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=96)
        (work / MANIFEST).write_text(text, encoding="utf-8")
        for file, table in tables.items():
            table.to_csv(work / file, index=False, lineterminator="\n")
        (work / "briefing.md").write_text(briefing, encoding="utf-8")
        if outline is not None:
            feature = {"type": "Feature", "properties": {}, "geometry": outline}
            content = json.dumps(feature, separators=(",", ":"))
            (work / "outline.geojson").write_text(content + "\n", encoding="utf-8")
        work.chmod(0o755)
        sync_tree(work)
        work.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return folder
