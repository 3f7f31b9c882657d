"""What an index on an object store needs besides one in a folder: how long to wait for it, and sentences for its refusals.

Address, region and credentials are read from the usual variables by the store's own client: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ALLOW_HTTP; a profile or an instance's role does as well.
"""

from __future__ import annotations

import re

# A store that does not answer is given up before the job that waits for it is killed.
OPTIONS = {"connect_timeout": "5s", "timeout": "30s", "client_max_retries": "3", "client_retry_timeout": "20"}
# What the client's error texts hold, and what it means to who runs the service. The texts themselves are not passed on: they
# quote the store's answer, which may name the key that was used.
_REFUSALS = (
    (
        r"Failed to get AWS credentials|CredentialsNotLoaded|no providers in chain",
        "there are no credentials for the object store; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (r"BadScheme", "the object store's address begins with http://; set AWS_ALLOW_HTTP=true if that is meant"),
    (
        r"SignatureDoesNotMatch|InvalidAccessKeyId|InvalidToken|ExpiredToken",
        "the object store refuses the credentials; look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
    ),
    (r"NoSuchBucket", "the object store has no such bucket; make it, or correct FACTCHECK_INDEX_URL"),
    (
        r"status: 40[13]|AccessDenied",
        "the object store does not allow it; the key must read, write, list and delete there",
    ),
    (
        r"kind: Connect|ConnectionRefused|dns error",
        "the object store can't be reached; look at AWS_ENDPOINT_URL and the network",
    ),
    (r"kind: Timeout|operation timed out", "the object store does not answer in time"),
    (r"PermanentRedirect|[Rr]eceived redirect|HeaderMalformed", "the bucket is in another region; set AWS_REGION"),
)
_TEXTS = tuple((re.compile(pattern), sentence) for pattern, sentence in _REFUSALS)


def build_storage_options(url: str) -> dict[str, str] | None:
    """Return what LanceDB is told of the store beyond its variables, None for a folder."""
    return dict(OPTIONS) if "://" in url else None


def describe_refusal(text: str) -> str | None:
    """Return what an error of the store's client means, None for one that is not the store's."""
    return next((sentence for pattern, sentence in _TEXTS if pattern.search(text)), None)
