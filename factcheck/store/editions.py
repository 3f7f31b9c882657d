"""What a sender puts under an id, and which edition that is: of an agency's item the latest counts, not the last to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from factcheck.store.records import DocumentContent


@dataclass(frozen=True, slots=True)
class Edition:
    """What an item says of itself: the number of its version, and when that was made. Both may be unknown."""

    number: int | None = None
    made_at: datetime | None = None

    def is_older_than(self, other: Edition) -> bool:
        """Say whether the numbers, or where they say nothing the times, put this edition before the other one.

        IPTC's formats count the versions of an item; some agencies leave the number as it is, so equal ones say nothing.
        """
        if self.number is not None and other.number is not None and self.number != other.number:
            return self.number < other.number
        return self.made_at is not None and other.made_at is not None and self.made_at < other.made_at


class DocumentPut(NamedTuple):
    """A document as it is to be stored; times are aware and in UTC.

    Without a ``content`` only the state is set of what is there. Without an ``edition`` it is what counts from now on.
    """

    document_id: str
    content: DocumentContent | None
    status: str
    embargoed_until: datetime | None
    edition: Edition | None = None
