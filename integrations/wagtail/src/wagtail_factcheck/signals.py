"""What happens to pages, told to the archive and to workflows."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, task_submitted

from wagtail_factcheck import archive, checking
from wagtail_factcheck.models import FactcheckTask, all_pages, check_wanted, page_model


def connect() -> None:
    """Listen; called once, when the app is ready."""
    page_published.connect(_on_page)
    page_unpublished.connect(_on_page)
    pre_delete.connect(_on_delete, sender=page_model())
    page_slug_changed.connect(_on_tree)
    post_page_move.connect(_on_tree)
    post_save.connect(_on_restriction, sender=PageViewRestriction)
    post_delete.connect(_on_restriction, sender=PageViewRestriction)
    task_submitted.connect(_on_task)
    check_wanted.connect(_on_check_wanted, sender=FactcheckTask)


def _on_page(instance: Any, **_kwargs: Any) -> None:
    archive.note_and_send(instance)


def _on_delete(instance: Any, **_kwargs: Any) -> None:
    archive.note_and_send(instance.specific)


def _on_tree(instance: Any, **_kwargs: Any) -> None:
    archive.note_tree(instance)


def _on_restriction(instance: PageViewRestriction, **_kwargs: Any) -> None:
    page = all_pages().filter(pk=instance.page_id).first()
    if page is not None:
        archive.note_tree(page)


def _on_task(instance: Any, user: Any = None, **_kwargs: Any) -> None:
    if isinstance(instance.task.specific, FactcheckTask):
        checking.submit(instance, user)


def _on_check_wanted(instance: Any, user: Any = None, **_kwargs: Any) -> None:
    checking.submit(instance, user)
