"""What a run found, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.chaos.proof import FIRST, quantile
from tests.chaos.run import Result
from tests.chaos.storm import Recovery


def describe_result(result: Result) -> Iterator[str]:
    """Yield the promises, and what breaks them."""
    yield "| promise | looked at | holds |"
    yield "|---|---|---|"
    for proof in result.proofs:
        breaches = "; ".join(proof.breaches[:FIRST]) + (
            f"; {len(proof.breaches)} in all" if len(proof.breaches) > FIRST else ""
        )
        yield f"| {proof.promise} | {proof.looked_at} | {'yes' if proof.holds else f'**no**: {breaches}'} |"
    yield ""
    yield f"{result.faults} faults in {result.seconds:.0f} s."
    for skipped in result.skipped:
        yield f"Not done here: {skipped}"


def describe_recoveries(recoveries: Sequence[Recovery]) -> Iterator[str]:
    """Yield, for each kind of fault, how often it came and how long it took until work went on."""
    yield "| fault | times | alone | median s | most s |"
    yield "|---|---|---|---|---|"
    for kind in sorted({recovery.kind for recovery in recoveries}):
        own = [recovery for recovery in recoveries if recovery.kind == kind]
        alone = [recovery.seconds or float("inf") for recovery in own if recovery.is_alone]
        measured = f"{quantile(alone, 0.5):.1f} | {max(alone):.1f}" if alone else " | "
        yield f"| {kind} | {len(own)} | {len(alone)} | {measured} |"
