"""Units and meanings of columns as metadata of Arrow fields, which R, polars and duckdb keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Told = Mapping[str, tuple[str, str]]  # by column: unit and meaning


def with_units(schema: pa.Schema, told: Told) -> pa.Schema:
    """The schema with what is told of its columns in the metadata of their fields."""
    fields = []
    for field in schema:
        unit, meaning = told.get(field.name, ("", ""))
        words = {"unit": unit, "meaning": meaning}
        kept = {key: word for key, word in words.items() if word}
        fields.append(field.with_metadata(kept) if kept else field)
    return pa.schema(fields, schema.metadata)


def write_with_units(table: pd.DataFrame, path: Path, told: Told) -> None:
    """Write a table as Parquet with units; pandas finds its ``attrs`` again."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    metadata = dict(arrow.schema.metadata or {})
    if table.attrs:
        metadata[b"PANDAS_ATTRS"] = json.dumps(table.attrs).encode()  # as pandas itself does
    schema = with_units(arrow.schema, told).with_metadata(metadata)
    pq.write_table(pa.table(arrow.columns, schema=schema), path, compression="zstd")
