"""Django's settings of the small newsroom; the environment says where the service is."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("NEWSROOM_FOLDER", "/nonexistent"))
DATABASE = FOLDER / "newsroom.db"
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

SECRET_KEY = "for the tests alone"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
INSTALLED_APPS = [
    "tests.newsroom",
    "wagtail_factcheck",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
            "timeout": 20,
        },
    }
}


class Tables(dict[str, None]):
    """Says of every app that it has no migrations: tables made from the models alone are there ten times sooner."""

    def __contains__(self, app: object) -> bool:
        """Say yes."""
        return True

    def __missing__(self, app: str) -> None:
        """Name no module."""


if "NEWSROOM_MIGRATIONS" not in os.environ:
    MIGRATION_MODULES = Tables()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = FOLDER / "mail"
WAGTAIL_SITE_NAME = "Alm Courier"
WAGTAILADMIN_BASE_URL = os.environ.get("NEWSROOM_URL", "http://127.0.0.1")
WAGTAIL_FACTCHECK = {
    "ADDRESS": os.environ.get("FACTCHECK_URL", ""),
    "KEY": os.environ.get("FACTCHECK_KEY", ""),
    "WEBHOOK_SECRET": os.environ.get("FACTCHECK_SECRET", ""),
    "PAGES": {"newsroom.ArticlePage": ["lead", "body", "extras"]},
    "TIMEOUT_SECONDS": 30,
}
