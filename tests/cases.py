"""Cases of the judgement that are kept as data, a line of JSON each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "judgement"


def read_cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file; fail if two of them have the same id."""
    cases: list[dict[str, Any]] = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    ids = [case["case_id"] for case in cases]
    assert len(set(ids)) == len(ids), sorted({case_id for case_id in ids if ids.count(case_id) > 1})
    return cases
