"""Which lines are tagged, and which look alike and must stay body text."""

import pytest

from factcheck.text.boilerplate import tag_lines

BODY = """\
The harbour authority closed the northern quay on Tuesday after divers found cracks below the waterline.
Engineers expect the repairs to cost 4.2 million euros and to last until the end of October.
Two ferries will leave from the southern quay meanwhile, the authority told residents at a meeting.
"""


def kind_of(line: str, before: str = BODY, after: str = BODY.replace("quay", "pier")) -> str | None:
    text = f"{before}\n{line}\n\n{after}"
    found = [tagged for tagged in tag_lines(text) if text[tagged.start : tagged.end] == line.strip()]
    assert found, f"the line is gone: {line!r}"
    return found[0].kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Quay closed after cracks are found | Region | The Harbour Gazette", "title_tail"),
        ("Home > Region > Harbour", "title_tail"),
        ("See also  Ferry company asks for more berths", "see_also"),
        ("READ MORE: What the divers saw under the quay.", "see_also"),
        ("▶ Also read: Harbour fees to rise", "see_also"),
        ("Related content: How a quay is built.", "see_also"),
        ("Copyright Harbour Gazette", "copyright"),
        ("Leave a Reply", "comment_form"),
        ("Leave a Reply Cancel reply", "comment_form"),
        ("Your email address will not be published.", "comment_form"),
        ("Required fields are marked *", "comment_form"),
        ("12 Comments", "comment_form"),
        ("Discover more from Harbour Gazette | News of the Coast", "newsletter"),
        ("Subscribe to our newsletter.", "newsletter"),
        ("Sign up for our morning newsletter and never miss a tide.", "newsletter"),
        ("Follow us on Telegram", "newsletter"),
        ("The northern quay seen from the lighthouse. Illustrative photo", "caption"),
        ("Divers at work (AP Photo/Ina Holm)", "caption"),
        ("File photo: the quay in 2019", "caption"),
        ("Images source: © X, @harbourwatch", "image_credit"),
        ("Photo by Ina Holm", "image_credit"),
        ("Photo credit: Ina Holm / Harbour Gazette", "image_credit"),
        ("© 2025 Harbour Gazette", "copyright"),
        ("Copyright 2025 Harbour Gazette Ltd. All rights reserved.", "copyright"),
        ("This article may not be reproduced without written permission of the publisher.", "copyright"),
        ("Related content", "related"),
        ("You may also like", "related"),
        ("More from Region", "related"),
        ("Advertisement", "advertisement"),
        ("Story continues below this ad", "advertisement"),
        ("5 min read", "navigation"),
        ("Tags: harbour, quay, repairs", "navigation"),
        ("7:03 AM EST, November 24, 2024", "timestamp"),
        ("Published 3 March 2025 at 09:40 | Updated 2 hours ago", "timestamp"),
        ("2025-03-04 10:12", "timestamp"),
        ("PORT LINDEN, March 4 (Reuters) -", "dateline"),
        ("By Ina Holm and Per Lund", "byline"),
        ("(Reporting by Ina Holm in Port Linden; Editing by Per Lund)", "byline"),
        ("(With inputs from Reuters)", "agency_credit"),
        ("(Reuters)", "agency_credit"),
        ("Share on Facebook Twitter WhatsApp", "share"),
        ("Click to share on Telegram (Opens in new window)", "share"),
        ("This site uses cookies to give you the best experience.", "cookie_notice"),
        ("What Comes Next for the Ferries", "heading"),
        ("* * *", "separator"),
    ],
)
def test_boilerplate_line_is_tagged(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "See also the 1976 treaty, which forbids dredging within a mile of the reef.",
        "Read more than one report on the quay and you will find three different sums.",
        "The court held that copyright law protects the reproduction of charts made without the owner's consent.",
        "The agency said the material may not be reproduced on this website without permission.",
        "The image was first released by Getty Images, the museum confirmed.",
        "Photographs taken by the divers show cracks as wide as a hand.",
        "Investigators compared the cracks with an older file photo.",
        "He left.",
        "No one was hurt.",
        "“Leave a reply,” the mayor shouted at the answering machine.",
        "Leave a reply on his desk by noon, the mayor told his aides.",
        "By Monday evening the ferries were running again.",
        "Subscribers to the ferry service rose by 4 percent in May.",
        "Support for the newsletter has fallen, its editor told the council.",
        "Share prices of the ferry company fell 12 percent on Facebook's decision.",
        "The regulator found that the site uses cookies to follow its visitors.",
        "Related party transactions were not disclosed, the auditors wrote.",
        "On May 5 the quay was closed.",
        "More from the reserve will be needed, the treasurer said.",
        "The chairman said: “We will pay.”",
        "- 12 people were moved from Dock Street",
        "The authority named three reasons:",
    ],
)
def test_look_alike_stays_body(line: str) -> None:
    assert kind_of(line) is None


def test_headline_is_the_first_line_without_an_end_of_sentence() -> None:
    text = f"Cracks close the northern quay\n\n{BODY}"
    assert [line.kind for line in tag_lines(text)][:3] == ["headline", "blank", None]


def test_first_line_that_is_a_sentence_is_body() -> None:
    assert tag_lines(BODY)[0].kind is None


def test_flash_of_one_line_is_body() -> None:
    assert [line.kind for line in tag_lines("Northern quay closed after divers find cracks, authority says")] == [None]


def test_repeated_headline_is_a_duplicate_even_with_a_section_glued_to_it() -> None:
    text = f"RegionCracks close the northern quay\n\nCracks close the northern quay\n\n{BODY}"
    kinds = [line.kind for line in tag_lines(text) if line.kind != "blank"]
    assert kinds[:3] == ["headline", "duplicate", None]


def test_short_sentence_may_occur_twice() -> None:
    assert [line.kind for line in tag_lines("He left.\nShe stayed behind alone.\nHe left.")] == [None, None, None]


def test_titles_under_related_content_are_tagged_until_prose_begins() -> None:
    links = "Related content\nFerry fares to double, says minister in interview\nWhy the reef is dying\n"
    kinds = [line.kind for line in tag_lines(f"{BODY}{links}The quay was built in 1911 from local stone.")]
    assert kinds[-4:] == ["related", "related", "related", None]


def test_readers_comments_below_the_article_are_not_the_article() -> None:
    text = f"{BODY}\nLeave a Reply\n\nThe mayor has been paid for this, everybody knows it."
    assert tag_lines(text)[-1].kind == "comment"


def test_comment_link_above_the_article_does_not_hide_it() -> None:
    text = f"Cracks close the northern quay\nLeave a comment\n{BODY}"
    assert [line.kind for line in tag_lines(text)][2] is None


def test_caption_without_full_stop_right_above_a_credit() -> None:
    text = f"{BODY}\nA diver comes up at the northern quay\nPhoto: Ina Holm\n\n{BODY.replace('quay', 'pier')}"
    kinds = [line.kind for line in tag_lines(text)]
    assert kinds[4:6] == ["caption", "image_credit"]


def test_line_of_a_wrapped_paragraph_is_no_heading() -> None:
    wrapped = (
        "The harbour authority closed the northern quay on Tuesday after\n"
        "divers found cracks below the waterline. Engineers who looked at\n"
        "See also and other survey boats expect the repairs to last until\n"
        "the end of October, the authority told residents at the meeting.\n"
    )
    assert {line.kind for line in tag_lines(wrapped) if line.kind != "blank"} == {None}


def test_long_legal_paragraph_is_copyright() -> None:
    notice = (
        "Copying, storage, reproduction or any further use of the content of this website, whatever its nature and "
        "form of expression, in particular texts, photographs, graphics, computer programs, databases and the data in "
        "them, requires prior and explicit consent of the publisher, regardless of the technique that is used, be it "
        "manual or automated, and including the training of programs. The above does not apply to search engines so "
        "far as they only help readers to find the pages, nor to uses that the law permits."
    )
    assert kind_of(notice) == "copyright"


def test_every_line_has_its_place() -> None:
    text = " Cracks close the quay \r\n\r\nThe quay is closed."
    assert [text[line.start : line.end] for line in tag_lines(text)] == ["Cracks close the quay", "", "The quay is closed."]


def test_paragraph_with_a_credit_glued_to_it_is_no_heading() -> None:
    assert kind_of("He left on Monday. Two ferries will use the southern quay (With inputs from Reuters)") is None
