"""The first tables."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Only Wagtail 8 has the setting.
PAGE_MODEL = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")


def drop_tasks(apps: Any, _schema_editor: Any) -> None:
    """Delete the tasks, which Wagtail could not read any more, and cancel the workflows that wait at one."""
    tasks = apps.get_model("wagtail_factcheck", "FactcheckTask").objects.all()
    waiting = apps.get_model("wagtailcore", "WorkflowState").objects.filter(
        status__in=("in_progress", "needs_changes"), current_task_state__task__in=tasks.values("pk")
    )
    waiting.update(status="cancelled")
    tasks.delete()


class Migration(migrations.Migration):
    """Makes them."""

    initial = True

    dependencies = (
        ("wagtailcore", "0094_alter_page_locale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(PAGE_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="FactcheckTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "may_be_overridden",
                    models.BooleanField(
                        default=True,
                        help_text="Who may publish the page can approve this task whatever the verdicts are.",
                        verbose_name="may be overridden",
                    ),
                ),
            ],
            options={
                "verbose_name": "Factcheck",
                "verbose_name_plural": "Factchecks",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="PendingDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_id", models.BigIntegerField(unique=True)),
                ("article_id", models.CharField(blank=True, max_length=64)),
                ("changes", models.PositiveIntegerField(default=1)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("error", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="TakenMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("taken_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("claim_id", models.CharField(max_length=64)),
                ("verdict", models.CharField(max_length=32)),
                ("text", models.TextField()),
                (
                    "comment",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wagtailcore.comment"
                    ),
                ),
                ("page", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=PAGE_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="PageResults",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=PAGE_MODEL,
                    ),
                ),
                ("article_id", models.CharField(db_index=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.CharField(max_length=16)),
                ("checked_at", models.DateTimeField(auto_now=True)),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PageClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("claim_id", models.CharField(db_index=True, max_length=64)),
                ("status", models.CharField(max_length=16)),
                ("verdict", models.CharField(blank=True, max_length=32)),
                ("confidence", models.FloatField(null=True)),
                (
                    "results",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="wagtail_factcheck.pageresults",
                    ),
                ),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.CreateModel(
            name="EvidenceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("claim_id", models.CharField(max_length=64)),
                ("check_id", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("before", models.CharField(blank=True, max_length=32)),
                ("verdict", models.CharField(blank=True, max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("page", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=PAGE_MODEL)),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("page", "check_id"), name="wagtail_factcheck_one_change_a_check")
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_tasks),
    )
