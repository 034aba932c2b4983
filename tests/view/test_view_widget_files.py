"""The widgets' own files are found wherever their packages lie."""

from __future__ import annotations

import json
import os
import sys

import pytest

pytest.importorskip("anywidget")

from jupyter_core.paths import jupyter_config_path, jupyter_path

from marosim.view import widget_files


def test_the_folders_of_the_packages_hold_what_the_page_loads() -> None:
    enabled: dict[str, bool] = {}
    for folder in widget_files.folders(widget_files.CONFIGURATION):
        for file in folder.glob("nbconfig/notebook.d/*.json"):
            enabled |= json.loads(file.read_text())["load_extensions"]
    folders = widget_files.folders(widget_files.FILES)
    for package in ("anywidget/extension", "jupyter-vuetify/extension"):
        assert enabled[package]
        assert any((folder / "nbextensions" / f"{package}.js").is_file() for folder in folders)


def test_jupyter_is_told_once_where_they_are(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    for variable in widget_files.VARIABLES.values():
        monkeypatch.setenv(variable, str(tmp_path / "mine"))
    widget_files.tell_jupyter()
    widget_files.tell_jupyter()
    for parts, paths in (
        (widget_files.CONFIGURATION, jupyter_config_path()),
        (widget_files.FILES, jupyter_path()),
    ):
        found = os.environ[widget_files.VARIABLES[parts]].split(os.pathsep)
        assert found[0] == str(tmp_path / "mine") and len(found) == len(set(found)) > 1
        assert set(found) <= set(paths)
