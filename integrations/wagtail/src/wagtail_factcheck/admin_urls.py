"""What the panel asks for, below Wagtail's administration."""

from __future__ import annotations

from django.urls import path

from wagtail_factcheck import panel_views

app_name = "wagtail_factcheck_admin"
urlpatterns = [
    path("<int:page_id>/", panel_views.show, name="show"),
    path("<int:page_id>/check/", panel_views.check, name="check"),
    path("<int:page_id>/dismiss/", panel_views.dismiss, name="dismiss"),
    path("<int:page_id>/claims/<str:claim_id>/", panel_views.report, name="report"),
]
