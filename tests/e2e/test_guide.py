"""The guide to the API, tried out: every snippet runs, in order, in one shell against the whole service.

Snippets in sh run as they stand. Those in Python run in the same order as programs of their own, but for the one that
receives webhooks, which is given a message that came.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factcheck.local.processes import build_environment
from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from tests.receiver import Receiver, running_receiver

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the guide's snippets need curl and jq"),
]

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "api.md"
CLIENT = ROOT / "clients" / "python" / "src"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "---- the section "
# A snippet in Python that only defines what a web framework calls.
RECEIVING = "def receive("
# What the snippets of a section have to print.
PRINTED = {
    "A key": ['"status":"ready"', "fck_"],
    "A first claim": ['"verdict": "supported"', "Some 1,400 people left their homes."],
    "The archive": ['"total": 2', '"done": 2', '"failed": 0', "[]", '"document": "river-1"'],
    "Waiting": ["event: queued", "event: done", '"status": "pending"'],
    "Evidence and how to show it": ['"result":"missing"'],
    "Articles": ['"exact": "Some 1,400 people left their homes."', '"verdict": "supported"'],
    "Batches": ['"refused": 1', "/claims/1/text"],
    "Corrections": ['"watch": true', '"number": 1'],
    "Feedback and review": ['"judgement":"right"', '"rating":5'],
    "Reports for others": ['"ratingValue": 5', '"source": "/v1/documents/river-1/versions/1"', "ok      report"],
    "Errors": ["/as_of", "urn:factcheck:problem:invalid-input"],
    "Caching and concurrent edits": ["304"],
    "Sending a request again": ["clm_"],
    "In curl": ["refuted: In 2019 the town raised the wall", "conflicting: The town raised the wall", "(river-3)"],
    "In Python": ["supported Some 1,400 people", "https://courier.example/alm#:~:text="],
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """What stands for the CMS that hears of events."""
    with running_receiver() as receiver:
        yield receiver


def snippets() -> list[tuple[str, str, str]]:
    """Return section, language and text of each snippet, in order."""
    found = []
    for section in re.split(r"^## ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        found += [(title, language, text) for language, text in FENCE.findall(body)]
    return found


def write_script() -> str:
    """Return all snippets as one script for bash, each announced by its section."""
    lines = ["set -eo pipefail"]
    for title, language, text in snippets():
        lines.append(f"echo '{MARK}{title}'")
        if language == "sh":
            lines.append(text)
        elif language == "python" and RECEIVING not in text:
            lines.append(f"export API KEY\n{sys.executable} - <<'END_OF_SNIPPET'\n{text}END_OF_SNIPPET")
    return "\n".join([*lines, f"echo '{MARK}end'", 'echo "$SECRET"'])


def run_script(script: str, folder: Path, environment: dict[str, str]) -> str:
    """Return what the script printed; fails with all of it if it stops."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    modules = f"{environment['PYTHONPATH']}{os.pathsep}{CLIENT}"
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**environment, "PATH": path, "PYTHONPATH": modules},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=280,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def test_every_snippet_runs_and_prints_what_the_guide_promises(
    stack: LocalStack,
    stack_settings: Settings,
    receiver: Receiver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = {**build_environment(stack_settings), "API": stack.base_url, "HOOK": receiver.url}
    output = run_script(write_script(), tmp_path, environment)
    printed = dict.fromkeys(PRINTED, "")
    for part in output.split(MARK)[1:]:
        title, _, text = part.partition("\n")
        printed[title] = printed.get(title, "") + text
    missing = [(title, text) for title, texts in PRINTED.items() for text in texts if text not in printed[title]]
    assert missing == [], output
    (receiving,) = (text for _, language, text in snippets() if language == "python" and RECEIVING in text)
    hook: dict[str, Any] = {}
    monkeypatch.setenv("SECRET", printed["end"].strip())
    exec(receiving, hook)
    came = receiver.wait()
    assert hook["receive"](came.body, came.headers) == "webhook.test"
