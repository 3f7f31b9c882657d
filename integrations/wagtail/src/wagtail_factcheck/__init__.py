"""Factcheck in Wagtail's page editor."""

__version__ = "0.1.0"
