"""What several modules of these tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from service.desk.language import register_languages


@pytest.fixture
def german() -> Iterator[None]:
    """The desk as somebody sees it whose browser asks for German."""
    app = Flask("service")
    register_languages(app)
    with app.test_request_context(headers={"Accept-Language": "de"}):
        yield
