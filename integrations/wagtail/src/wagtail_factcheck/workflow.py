"""Holding a page back in a workflow, and letting it pass."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState

from wagtail_factcheck.models import FactcheckTask


def explain(task_state: TaskState, reason: str) -> None:
    """Let the status of the workflow say why the page is held."""
    TaskState.objects.filter(pk=task_state.pk).update(comment=reason)


def held_state(page: Any) -> TaskState | None:
    """Return the task state that holds a page, None if the page is at no such task."""
    state = page.current_workflow_task_state
    return state if state is not None and isinstance(state.task.specific, FactcheckTask) else None


def advance(page: Any, reason: str) -> None:
    """Let a held page pass, or say why it is held on; ``reason`` is empty if nothing speaks against its latest draft."""
    state = held_state(page)
    if state is None:
        return
    if reason:
        explain(state, reason)
    else:
        state.approve(user=None, comment=_("The claims are checked, none is held back."))
