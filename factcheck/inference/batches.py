"""How token sequences are grouped: similar lengths together, so that little of the work is spent on padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# On one core a batch of about a thousand tokens already fills the matrix units; larger ones only cost memory.
TOKEN_BUDGET = 1024
# A batch is closed before padding would make up more than this share of a row.
PADDING_SHARE = 0.1


def split_by_length(
    lengths: Sequence[int], token_budget: int = TOKEN_BUDGET, padding_share: float = PADDING_SHARE
) -> Iterator[list[int]]:
    """Yield groups of positions in ``lengths``, shortest first; each position occurs once.

    A group holds at most ``token_budget`` tokens with padding (one over-long sequence stands alone), and its shortest
    member is at most ``padding_share`` shorter than its longest.
    """
    group: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        length = lengths[position]
        if group and (length * (len(group) + 1) > token_budget or lengths[group[0]] < length * (1 - padding_share)):
            yield group
            group = []
        group.append(position)
    if group:
        yield group
