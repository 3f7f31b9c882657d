"""The Prefer header of RFC 7240."""

import pytest

from service.preferences import read_wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=10", 10),
        ("WAIT=10", 10),
        ('wait="10"', 10),
        ("wait = 10", 10),
        ("wait=0", 0),
        ("respond-async, wait=5", 5),
        ('foo="a,b"; bar=1, wait=5', 5),
        ("wait=5; strict", 5),
        ("wait=3, wait=9", 3),
        ("wait=61", 60),
        ("wait=99999999", 60),
    ],
)
def test_wait_is_read_and_capped(header: str, seconds: int) -> None:
    assert read_wait(header) == seconds


@pytest.mark.parametrize(
    "header",
    [
        "",
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=ten",
        "wait=1e1",
        "await=5",
        'x="wait=5"',
        "wait=٣",
        "=5",
        "wait==5",
        ";",
    ],
)
def test_what_cannot_be_understood_is_ignored(header: str) -> None:
    assert read_wait(header) is None


def test_a_header_that_breaks_off_costs_nothing() -> None:
    assert read_wait("a" + ";  " * 2500 + '"x') is None
