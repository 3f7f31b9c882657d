"""One try at a delivery, from the lease to what came of it."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime

from factcheck.errors import StoreUnavailableError
from factcheck.logs import work_on
from factcheck.meters import DELIVERIES, NO_METER, Mark, Meter
from factcheck.store import Store
from factcheck.store.webhook_records import DELIVERED, FAILED, PENDING, Attempt, LeasedDelivery, NextStep
from factcheck.tracing import Span, SpanKind, begin_span, within
from factcheck.webhooks.messages import build_message
from factcheck.webhooks.schedule import next_step
from factcheck.webhooks.sending import Answer, Sender
from factcheck.webhooks.signing import sign_message

logger = logging.getLogger("factcheck.webhooks")

# What metrics call a try by what became of its delivery.
OUTCOMES = {DELIVERED: "delivered", PENDING: "to_be_repeated", FAILED: "given_up"}
MOOT = "What the event is about is gone; nothing was sent."
BROKEN = "The message could not be built or sent; the service's log says why."


class Deliverer:
    """Makes tries. Threads may share it. Secrets are never logged, nor is an address, which may hold one."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
        meter: Meter = NO_METER,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._chance = chance
        self._meter = meter

    def deliver(self, delivery: LeasedDelivery) -> bool:
        """Send a leased delivery and store what came of it; False if the lease was lost meanwhile.

        Raises StoreUnavailableError; the delivery is then tried again when its lease ends.
        """
        about = {name: str(delivery.subject[name]) for name in ("claim_id", "check_id") if delivery.subject.get(name)}
        with (
            work_on(delivery_id=delivery.delivery_id, webhook_id=delivery.webhook_id, event_id=delivery.event_id, **about),
            within(begin_span(f"deliver {delivery.kind}", SpanKind.CLIENT, delivery.traceparent)) as span,
        ):
            return self._deliver(delivery, span)

    def _deliver(self, delivery: LeasedDelivery, span: Span) -> bool:
        started_at = self._clock()
        answer = self._try(delivery, started_at, span)
        if answer is None:
            return self._record(delivery, started_at, Answer(None, MOOT), NextStep(FAILED, is_moot=True))
        # By what endpoints have said: a try that was lost with its courier may never have reached them.
        step = next_step(answer, delivery.recorded + 1, self._clock(), self._chance())
        logger.info("%s try %d: %s, %s", delivery.delivery_id, delivery.tries, answer.status_code, step.status)
        self._meter.count(Mark(DELIVERIES, (OUTCOMES[step.status],)))
        note_answer(span, answer, delivery.tries)
        return self._record(delivery, started_at, answer, step)

    def _try(self, delivery: LeasedDelivery, now: datetime, span: Span) -> Answer | None:
        """Return what the endpoint said, None if there is nothing to send."""
        try:
            body = build_message(self._store, delivery, now)
            if body is None:
                return None
            headers = sign_message(delivery.event_id, int(now.timestamp()), body, delivery.secrets)
            return self._sender.send(delivery.url, headers | span.carried, body)
        except StoreUnavailableError:
            raise
        except Exception:
            # A mistake of ours must not make the same delivery come back every minute for ever.
            logger.exception("%s could not be sent", delivery.delivery_id)
            return Answer(None, BROKEN)

    def _record(self, delivery: LeasedDelivery, started_at: datetime, answer: Answer, step: NextStep) -> bool:
        attempt = Attempt(
            number=delivery.tries,
            started_at=started_at,
            duration_ms=answer.duration_ms,
            status_code=answer.status_code,
            error=answer.error,
            response=answer.response,
        )
        return self._store.dispatch.record(delivery, attempt, step)


def note_answer(span: Span, answer: Answer, tries: int) -> None:
    """Put on the span of a try which one it is and what came of it; not where it went, nor what was said."""
    span.note({"http.request.resend_count": tries - 1, "http.response.status_code": answer.status_code or 0})
    if not answer.is_success:
        span.fail(str(answer.status_code or "unreachable"))
