"""Addresses of the small newsroom."""

from __future__ import annotations

from django.contrib.staticfiles.views import serve
from django.urls import include, path
from django.views.decorators.cache import cache_control
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls

urlpatterns = [
    # Browsers may keep them, which Django's own server does not say.
    path("static/<path:path>", cache_control(max_age=3600)(serve)),
    path("admin/", include(admin_urls)),
    path("factcheck/", include("wagtail_factcheck.urls")),
    path("", include(wagtail_urls)),
]
