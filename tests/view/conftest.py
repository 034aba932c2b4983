"""The session with which most tests of the browser view begin."""

from __future__ import annotations

import pytest
from sessions import short_session

from marosim.view.session import Session


@pytest.fixture
def session() -> Session:
    return short_session()
