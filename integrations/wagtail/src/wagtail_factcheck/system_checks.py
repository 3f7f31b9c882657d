"""What is wrong with the settings, in sentences; ``manage.py check`` and every start of the site say them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings as django_settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, TextField
from wagtail.fields import StreamField

from wagtail_factcheck.models import page_model
from wagtail_factcheck.settings import KEYS, NAME, VERDICTS, FactcheckSettings, read_raw
from wagtail_factcheck.webhook import is_secret

HERE = ("localhost", "127.0.0.1", "::1")


def register() -> None:
    """Let Django run the check."""
    checks.register(check_settings)


def check_settings(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Return what is wrong."""
    if not isinstance(getattr(django_settings, NAME, {}), dict):
        return [_error(1, "has to be a dictionary.")]
    raw = read_raw()
    defaults = FactcheckSettings()
    wrong = [_error(2, f"has a key that is not known: {name}.") for name in raw if name not in KEYS]
    for name in set(raw) & {"SEND_PUBLISHED", "BLOCK_PUBLISHING"}:
        if not isinstance(raw[name], bool):
            wrong.append(_error(3, f"['{name}'] has to be True or False."))
    for name in ("HOLD_VERDICTS", "COMMENT_VERDICTS"):
        given = raw.get(name, getattr(defaults, name.lower()))
        if isinstance(given, str) or not isinstance(given, Sequence) or set(given) - set(VERDICTS):
            wrong.append(_error(4, f"['{name}'] has to be a list of verdicts: {', '.join(VERDICTS)}."))
    seconds = raw.get("TIMEOUT_SECONDS", 1)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        wrong.append(_error(5, "['TIMEOUT_SECONDS'] has to be a number above 0."))
    return [*wrong, *_check_connection(raw), *_check_pages(raw.get("PAGES", {})), *_check_names(raw)]


def _error(number: int, rest: str) -> checks.CheckMessage:
    return checks.Error(f"{NAME} {rest}".replace(f"{NAME} [", f"{NAME}["), id=f"wagtail_factcheck.E{number:03}")


def _warning(number: int, rest: str) -> checks.CheckMessage:
    return checks.Warning(f"{NAME} {rest}".replace(f"{NAME} [", f"{NAME}["), id=f"wagtail_factcheck.W{number:03}")


def _check_connection(raw: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    for name in ("ADDRESS", "KEY"):
        if not isinstance(raw.get(name, ""), str):
            yield _error(6, f"['{name}'] has to be text.")
        elif not raw.get(name):
            yield _warning(1, f"has no {name} yet: nothing can be checked.")
    address = urlsplit(raw["ADDRESS"]) if isinstance(raw.get("ADDRESS"), str) and raw["ADDRESS"] else None
    if address and (address.scheme not in ("http", "https") or not address.netloc):
        yield _error(7, "['ADDRESS'] has to begin with https:// or http:// and a host.")
    elif address and address.scheme == "http" and address.hostname not in HERE:
        yield _warning(2, "['ADDRESS'] is not https: the key can be read on the way.")
    secrets = raw.get("WEBHOOK_SECRET", "")
    if not secrets:
        yield _warning(3, "has no WEBHOOK_SECRET: changes of the evidence are not told. See manage.py factcheck_webhook.")
    elif not all(is_secret(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)):
        yield _error(8, "['WEBHOOK_SECRET'] has to be a secret as the service shows it (whsec_…), or a list of such.")


def _check_pages(pages: Any) -> Iterator[checks.CheckMessage]:
    if not isinstance(pages, dict):
        yield _error(9, "['PAGES'] has to be a dictionary: page models, each with a list of fields.")
        return
    if not pages:
        yield _warning(4, "names no PAGES: nothing is checked.")
    for label, names in pages.items():
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            yield _error(10, f"['PAGES'] names a model that does not exist: {label}.")
            continue
        if not issubclass(model, page_model()):
            yield _error(11, f"['PAGES'] names a model that is no page: {label}.")
        elif isinstance(names, str) or not names:
            yield _error(12, f"['PAGES'] has to give {label} a list of fields.")
        else:
            yield from _check_fields(model, label, names)


def _check_fields(model: type[Model], label: str, names: Sequence[str]) -> Iterator[checks.CheckMessage]:
    for name in names:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            yield _error(13, f"['PAGES'] gives {label} a field that it does not have: {name}.")
            continue
        if not isinstance(field, CharField | TextField | StreamField):
            yield _error(14, f"['PAGES'] gives {label} a field that holds no text: {name}.")


def _check_names(raw: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    if not raw.get("INSTALLATION") and not getattr(django_settings, "WAGTAILADMIN_BASE_URL", None):
        yield _warning(5, "needs an INSTALLATION, or WAGTAILADMIN_BASE_URL has to be set: the service names pages by it.")
