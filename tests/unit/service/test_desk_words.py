"""Every value that the desk shows of an enumeration has a word in the catalog."""

from __future__ import annotations

from enum import StrEnum

import pytest
from flask import Flask
from flask_babel import Babel

from factcheck.domain import DocumentStatus, VerdictLabel
from factcheck.judgement.comparison import Difference
from factcheck.judgement.gaps import GapKind
from factcheck.judgement.origins import OriginKind
from factcheck.judgement.prior_checks import Relation
from factcheck.reason import ReasonCode
from factcheck.store.causes import Cause
from factcheck.text.lines import LineKind
from factcheck.watching.changes import Change
from service.desk.reasons import SENTENCES
from service.desk.words import causes_and_changes, line_kinds, report_words, states

SHOWN = (VerdictLabel, GapKind, OriginKind, Relation, Difference, Cause, Change, LineKind, DocumentStatus)


@pytest.mark.parametrize("shown", SHOWN)
def test_each_value_has_a_word(shown: type[StrEnum]) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        words = {**report_words(), **states(), **causes_and_changes(), **line_kinds()}
    assert [value for value in shown if value.value not in words] == []


def test_each_reason_can_be_told_in_another_language() -> None:
    assert set(SENTENCES) == set(ReasonCode)
