"""Where messages of the service arrive. Open to everybody who can sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wagtail_factcheck import webhook


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a signed message: 204, or 401 if it is not signed or too old."""
    try:
        webhook.verify(request.body, request.headers)
    except webhook.NotSignedError:
        return HttpResponse("The message is not signed, or it is too old.", status=401, content_type="text/plain")
    webhook.take(request.headers["webhook-id"], request.body)
    return HttpResponse(status=204)
