"""Where messages of the service arrive. Open to everybody who can sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wagtail_factcheck import webhook
from wagtail_factcheck.client import ServiceError


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a signed message: 204; 401 if it is not signed or too old; 503 if its results can't be fetched yet."""
    try:
        webhook.verify(request.body, request.headers)
    except webhook.NotSignedError:
        return HttpResponse("The message is not signed, or it is too old.", status=401, content_type="text/plain")
    try:
        webhook.take(request.headers["webhook-id"], request.body)
    except ServiceError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain")
    return HttpResponse(status=204)
