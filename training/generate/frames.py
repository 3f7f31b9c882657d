"""What happens in the generated news: events told in several ways, their opposites, and ways to leave them open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MARKS = ("+", "-", "?")


@dataclass(frozen=True)
class Frame:
    """One kind of event. ``who`` names the list that its actor comes from, ``amount`` its unit, ``span`` its range.

    ``yes``, ``no`` and ``open`` are sentences with the slots ``{who}``, ``{where}`` and ``{n}``.
    """

    who: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    open: tuple[str, ...]
    amount: str = ""
    span: tuple[float, float] = (1.0, 1.0)


def read_frames(path: Path) -> tuple[Frame, ...]:
    """Return the frames of a file; its first lines say how it is written."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    blocks = "\n".join(lines).strip().split("\n\n")
    return tuple(build_frame(block.splitlines()) for block in blocks)


def build_frame(lines: list[str]) -> Frame:
    """Return the frame of one block."""
    who, *rest = lines[0].split()
    parts = [tuple(line[2:] for line in lines[1:] if line[0] == mark) for mark in MARKS]
    if not rest:
        return Frame(who, *parts)
    amount, low, high = rest
    return Frame(who, *parts, amount.replace("_", " "), (float(low), float(high)))


FRAMES = read_frames(Path(__file__).with_name("frames.txt"))
