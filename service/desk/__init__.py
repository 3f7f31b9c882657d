"""The desk: pages for editors who have no plugin in their CMS, and for whoever operates the service.

Rendered here, readable without JavaScript, made of files from this folder only. The pages reach the same store and the
same use cases as the API's views; nobody is asked over HTTP for what stands in the same process.
"""

from __future__ import annotations

from flask import Flask

from service.desk import archive, articles, claim_actions, claims, home, operations, overview, signing_in, uploads
from service.desk.blueprint import blp
from service.desk.language import register_languages
from service.desk.rendering import register_rendering

__all__ = ["register_desk"]

PAGES = (archive, articles, claim_actions, claims, home, operations, overview, signing_in, uploads)


def register_desk(app: Flask) -> None:
    """Add the desk's pages to the app. Importing the modules in ``PAGES`` gave the blueprint its routes."""
    register_languages(app)
    register_rendering(app)
    app.register_blueprint(blp)
