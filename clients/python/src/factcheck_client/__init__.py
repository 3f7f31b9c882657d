"""Client of the Factcheck API."""

from factcheck_client import errors, models
from factcheck_client.client import AsyncClient, Client
from factcheck_client.errors import FactcheckError, ProblemError, WebhookError
from factcheck_client.messages import Answer
from factcheck_client.sending import RetryPolicy
from factcheck_client.streaming import Event
from factcheck_client.version import __version__
from factcheck_client.webhooks import WebhookMessage, verify_webhook

__all__ = [
    "Answer",
    "AsyncClient",
    "Client",
    "Event",
    "FactcheckError",
    "ProblemError",
    "RetryPolicy",
    "WebhookError",
    "WebhookMessage",
    "__version__",
    "errors",
    "models",
    "verify_webhook",
]
