"""``python -m clients.python.generator``: writes the generated modules anew, from the document of the service as it is."""

from __future__ import annotations

from pathlib import Path

from factcheck.settings import read_settings
from factcheck.store import open_store
from service.queue import build_queue
from service.wsgi import create_app

from .rendering import render

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "factcheck_client"

if __name__ == "__main__":
    settings = read_settings()
    # Nothing of this is connected to: the document is made of the routes alone.
    app = create_app(settings, store=open_store("sqlite:////dev/null"), queue=build_queue(settings.redis_url))
    document = app.test_client().get("/openapi.json").get_json()
    for name, code in render(document).items():
        (PACKAGE / name).write_text(code, encoding="utf-8")
