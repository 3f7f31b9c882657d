"""Faults one after the other, and how long the service took to get over each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import StoreUnavailableError
from factcheck.store import utc_now
from factcheck.store.engine import Database
from factcheck.store.records import ENDED_CHECKS
from factcheck.store.tables import CheckRow
from tests.chaos.faults import Faults, Wound

LOOK_SECONDS = 0.1
LONGEST_RECOVERY_SECONDS = 90.0
# Most faults come alone, so that what is measured is theirs; the others come several at a time.
ALONE = 0.75


@dataclass(frozen=True, slots=True)
class Recovery:
    """How long after a fault the work went on; ``is_alone`` if nothing else was amiss. None: not within the limit.

    ``noticed_seconds`` is until the check that a victim had in hand was queued again: None if nobody did that.
    """

    kind: str
    seconds: float | None
    noticed_seconds: float | None
    is_alone: bool
    had_check: bool

    @property
    def was_lost(self) -> bool:
        """Whether the check in hand had to be begun anew, or is lost to this day."""
        return self.had_check and (self.noticed_seconds is not None or self.seconds is None)


@dataclass
class Storm:
    """Runs faults until it is told to end. ``recoveries`` tells of those that the clients saw the end of."""

    faults: Faults
    database: Database
    dice: Random
    is_over: threading.Event
    say: Callable[[str], None]
    wounds: list[Wound] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Hurt until ``is_over``."""
        while not self.is_over.is_set():
            self.run_round()

    def run_round(self) -> None:
        """Go through the deck once, or until ``is_over``."""
        deck = self.faults.deck()
        while deck and not self.is_over.is_set():
            size = 1 if self.dice.random() < ALONE else self.dice.randint(2, 3)
            is_whole = self.faults.watch.await_whole()
            self.strike([deck.pop() for _ in range(min(size, len(deck)))], is_whole)
            self.is_over.wait(self.dice.uniform(0.0, 1.0))

    def strike(self, group: list[Callable[[], Wound | None]], is_whole: bool = False) -> None:
        """Do these one after the other, then wait until the service has got over each.

        ``is_whole`` says that nothing was amiss before.
        """
        wounds = []
        for fault in group:
            wound = fault()
            if wound is None:
                self.skipped.add((fault.__doc__ or fault.__name__).splitlines()[0])
            else:
                wounds.append(wound)
        self.wounds += wounds
        for wound in wounds:
            self._await_recovery(wound, is_whole and len(wounds) == 1)

    def _await_recovery(self, wound: Wound, is_alone: bool) -> None:
        deadline = wound.healed_at + LONGEST_RECOVERY_SECONDS
        noticed: float | None = None
        seconds: float | None = None
        while seconds is None and time.monotonic() < deadline and not self.is_over.wait(LOOK_SECONDS):
            elapsed = time.monotonic() - wound.healed_at
            if noticed is None and wound.check_id and self._is(_is_taken_up, wound):
                noticed = elapsed
            if self._is(_is_over, wound):
                seconds = elapsed
        if seconds is None and self.is_over.is_set():
            return
        self.recoveries.append(Recovery(wound.kind, seconds, noticed, is_alone, wound.check_id is not None))
        told = f"{seconds:6.2f} s" if seconds is not None else f"not within {LONGEST_RECOVERY_SECONDS:.0f} s"
        told += f", noticed after {noticed:.2f} s" if noticed is not None else ""
        self.say(f"{wound.kind:32} {told}{'' if is_alone else ', with others'}")

    def _is(self, condition: Callable[[Session, Wound], bool], wound: Wound) -> bool:
        try:
            return self.database.read(lambda session: condition(session, wound))
        except StoreUnavailableError:
            return False


def _is_taken_up(session: Session, wound: Wound) -> bool:
    """Say whether somebody has noticed that the attempt in hand is lost."""
    attempt = session.scalar(select(CheckRow.attempt).where(CheckRow.check_id == wound.check_id))
    return attempt is None or attempt > wound.attempt


def _is_over(session: Session, wound: Wound) -> bool:
    """Say whether the check that a victim had in hand has ended; without one, whether any was begun since."""
    if wound.check_id is not None:
        # A recheck that found nothing new is gone.
        status = session.scalar(select(CheckRow.status).where(CheckRow.check_id == wound.check_id))
        return status is None or status in ENDED_CHECKS
    now = utc_now()
    healed_at = now - timedelta(seconds=time.monotonic() - wound.healed_at)
    # A worker whose clock was wrong may have written times to come.
    begun = CheckRow.started_at.between(healed_at, now + timedelta(seconds=1))
    return session.scalar(select(CheckRow.check_id).where(begun).limit(1)) is not None
