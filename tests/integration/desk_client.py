"""A browser without JavaScript: the real app on a real store, signed in at the desk with a key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from factcheck.store import Store
from factcheck.store.records import SCOPES
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient

CSRF = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


class DeskClient:
    """Opens pages and sends their forms; ``api`` sends to the same app's API."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.api = ApiClient(store, clock)
        self.http = self.api.app.test_client()

    def sign_in(self, scopes: Iterable[str] = SCOPES, workspace: str = "desk") -> TestResponse:
        """Sign in with a new key."""
        return self.http.post("/sign-in", data={"key": self.api.new_token(scopes, workspace)})

    def open(self, path: str, **rest: Any) -> TestResponse:
        """Open a page."""
        return self.http.get(path, **rest)

    def read(self, path: str, status: int = 200) -> str:
        """Return the HTML of a page that answers with this status, checked to be well-formed enough to trust."""
        response = self.open(path)
        assert response.status_code == status, response.get_data(as_text=True)
        text = response.get_data(as_text=True)
        TagBalance().check(text)
        return text

    def submit(self, path: str, data: dict[str, Any] | None = None, **rest: Any) -> TestResponse:
        """Send a form as the desk's own pages do: with the session's token."""
        return self.http.post(path, data={"csrf_token": self.csrf_token(), **(data or {})}, **rest)

    def csrf_token(self) -> str:
        """Return the token that every page of the session carries."""
        found = CSRF.search(self.open("/", follow_redirects=True).get_data(as_text=True))
        assert found is not None
        return found[1]


class TagBalance(HTMLParser):
    """Fails where an element is closed that was not open: what markup in a text would cause."""

    VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

    def check(self, text: str) -> None:
        """Read the whole page."""
        self.open_tags: list[str] = []
        self.feed(text)
        self.close()
        assert self.open_tags == [], self.open_tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs), (tag, attrs)
        if tag not in self.VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags, tag
        assert self.open_tags.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs), (tag, attrs)
