"""What the checks say of settings."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import SimpleTestCase, override_settings
from wagtail_factcheck.settings import name_of
from wagtail_factcheck.system_checks import check_settings

GOOD = {
    "ADDRESS": "https://check.example",
    "KEY": "fc_key",
    "WEBHOOK_SECRET": "whsec_c2VjcmV0",
    "PAGES": {"newsroom.ArticlePage": ["lead", "body", "extras"]},
}
# What is changed, and what the sentence about it has to say.
BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"ADRESS": "x"}, "not known: ADRESS"),
    ({"SEND_PUBLISHED": "no"}, "['SEND_PUBLISHED'] has to be True or False"),
    ({"HOLD_VERDICTS": "refuted"}, "['HOLD_VERDICTS'] has to be a list of verdicts"),
    ({"COMMENT_VERDICTS": ["wrong"]}, "['COMMENT_VERDICTS'] has to be a list of verdicts"),
    ({"TIMEOUT_SECONDS": 0}, "has to be a number above 0"),
    ({"KEY": 7}, "['KEY'] has to be text"),
    ({"KEY": ""}, "has no KEY yet"),
    ({"ADDRESS": "check.example"}, "has to begin with https://"),
    ({"ADDRESS": "http://check.example"}, "is not https"),
    ({"WEBHOOK_SECRET": ""}, "has no WEBHOOK_SECRET"),
    ({"WEBHOOK_SECRET": ["whsec_c2VjcmV0", "secret"]}, "has to be a secret as the service shows it"),
    ({"PAGES": ["newsroom.ArticlePage"]}, "has to be a dictionary: page models"),
    ({"PAGES": {}}, "names no PAGES"),
    ({"PAGES": {"newsroom.Novel": ["body"]}}, "does not exist: newsroom.Novel"),
    ({"PAGES": {"auth.User": ["username"]}}, "is no page: auth.User"),
    ({"PAGES": {"newsroom.ArticlePage": "body"}}, "a list of fields"),
    ({"PAGES": {"newsroom.ArticlePage": ["text"]}}, "does not have: text"),
    ({"PAGES": {"newsroom.ArticlePage": ["owner"]}}, "holds no text: owner"),
)


class SettingsTest(SimpleTestCase):
    """System checks and names."""

    @override_settings(WAGTAIL_FACTCHECK=GOOD)
    def test_good_settings_are_passed_over_in_silence(self) -> None:
        assert check_settings() == []

    def test_each_mistake_is_named(self) -> None:
        for change, said in BAD:
            with self.subTest(said), override_settings(WAGTAIL_FACTCHECK={**GOOD, **change}):
                assert [said in found.msg for found in check_settings()] == [True], check_settings()

    @override_settings(WAGTAIL_FACTCHECK=["ADDRESS"])
    def test_something_else_than_a_dictionary_is_named(self) -> None:
        assert ["dictionary" in found.msg for found in check_settings()] == [True]

    @override_settings(WAGTAIL_FACTCHECK=GOOD, WAGTAILADMIN_BASE_URL=None)
    def test_an_installation_without_a_name_is_named(self) -> None:
        assert ["INSTALLATION" in found.msg for found in check_settings()] == [True]

    def test_django_runs_the_check(self) -> None:
        with override_settings(WAGTAIL_FACTCHECK={**GOOD, "ADRESS": "x"}):
            assert any("ADRESS" in found.msg for found in checks.run_checks())

    def test_two_installations_have_different_names_for_the_same_number(self) -> None:
        with override_settings(WAGTAIL_FACTCHECK={**GOOD, "INSTALLATION": "city desk"}):
            named = name_of(7)
        assert named != name_of(7)
        assert named.startswith("wagtail-")
        assert named.endswith("-7")

    def test_the_command_says_that_all_is_set_up(self) -> None:
        call_command("factcheck_check")

    @override_settings(WAGTAIL_FACTCHECK={**GOOD, "ADDRESS": "http://127.0.0.1:9"})
    def test_the_command_says_that_nobody_answers(self) -> None:
        with self.assertRaisesMessage(CommandError, "can’t be reached"):
            call_command("factcheck_check")
