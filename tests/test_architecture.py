"""What holds for the whole source: who may import whom, what a light process loads, how large a piece of code may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("factcheck", "service", "workers")
# training and bench are outside: nothing that runs imports them.
FORBIDDEN = {
    "factcheck": {"service", "workers", "training", "bench", "flask", "flask_smorest", "rq"},
    "service": {"workers", "training", "bench", "numpy", "onnxruntime", "lancedb", "pyarrow", "tokenizers"},
    "workers": {"service", "training", "bench", "flask", "flask_smorest"},
}
HEAVY = {"numpy", "onnxruntime", "lancedb", "pyarrow", "tokenizers", "trafilatura", "lxml", "nupunkt", "pint"}
LONGEST_MODULE = 250
LONGEST_FUNCTION = 50
MOST_PARAMETERS = 6

MODULES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def parse(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=str(module))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the first name of every module that is imported anywhere, under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_there_is_something_to_look_at() -> None:
    assert {module.parts[0] for module in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_go_one_way(module: Path) -> None:
    assert set(imported(parse(module))) & FORBIDDEN[module.parts[0]] == set()


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_pieces_stay_small(module: Path) -> None:
    tree = parse(module)
    lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE
    for function in functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"
        given = function.args
        names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        own = [name for name in names if name not in ("self", "cls")]
        assert len(own) <= MOST_PARAMETERS, f"{function.name} takes {len(own)} parameters"


@pytest.mark.parametrize("module", ["service", "service.wsgi", "factcheck.jobs", "factcheck.store", "factcheck.schemas"])
def test_light_processes_load_nothing_heavy(module: str) -> None:
    script = f"import {module}, sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_importing_the_service_connects_to_nothing(tmp_path: Path) -> None:
    """A database and a broker that can't exist are no hindrance before the app is asked for."""
    script = "import service.wsgi"
    environment = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**environment, "FACTCHECK_HOME": str(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    assert list(tmp_path.iterdir()) == []
