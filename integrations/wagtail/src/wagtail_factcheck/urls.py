"""The address that the service sends messages to; include it in the site's ``urls.py``."""

from __future__ import annotations

from django.urls import path

from wagtail_factcheck.views import receive

app_name = "wagtail_factcheck"
urlpatterns = [path("webhook/", receive, name="webhook")]
