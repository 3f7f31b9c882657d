"""LanceDB is loaded without the checks of a client that is not used, and those of all others stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOADS = """
import sys
import pydantic
from factcheck.index import build_index
before = pydantic.validate_call
build_index(sys.argv[1], 4, "tiny")
from lance_namespace_urllib3_client import TableApi
print(hasattr(TableApi.create_table, "raw_function"), pydantic.validate_call is before)
"""


def test_only_the_unused_client_goes_without_its_checks(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOADS, str(tmp_path)], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]
