"""Made-up archives at any size: articles of several newsrooms about made-up stories, and claims about them.

An article is decided by the seed and its number alone, so any part of an archive can be made anywhere, in any order. Four
articles in a row tell one story: they agree on its names, and mostly on its figures. Every seventh is a wire copy: the
article before it with another headline and without its end.

The words are in ``newswords.json``. In a sentence there, ``[a|b]`` is one of the two, ``{slot}`` something that the story
decides and ``{slot*}`` something that each article decides for itself.
"""

from __future__ import annotations

import calendar
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("newswords.json").read_text(encoding="utf-8"))

ARTICLES_PER_STORY = 4
WIRE_COPY_EVERY = 7
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)
DAYS = 5_000
CONTRADICTING = 0.2
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(\*?)\}")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as an agency or a CMS would send it."""

    document_id: str
    workspace: int
    title: str
    text: str
    publisher: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class NewsArchive:
    """The articles of ``workspaces`` newsrooms; the first has about half of them."""

    seed: int
    workspaces: int = 3

    def article(self, number: int) -> Article:
        """Return the article of this number, the same whenever it is asked for."""
        is_copy = number % WIRE_COPY_EVERY == WIRE_COPY_EVERY - 1
        original = number - 1 if is_copy else number
        story, chance = original // ARTICLES_PER_STORY, random.Random(f"{self.seed}/article/{original}")
        topic, slots = self._tell(story)
        if chance.random() < CONTRADICTING:
            slots = {**slots, **_draw_figures(chance)}
        leads, common = WORDS["topics"][topic], WORDS["common"]
        chosen = [leads[0], *chance.sample(leads[1:], chance.randint(2, len(leads) - 1))]
        chosen += chance.sample(common, chance.randint(3, 9))
        sentences = [_write(sentence, slots, chance) for sentence in chosen]
        own = random.Random(f"{self.seed}/own/{number}")
        if is_copy:
            sentences = sentences[: max(2, len(sentences) - own.randint(1, 3))]
        published_at = self._day(story) + timedelta(hours=own.randint(1, 90))
        title = _write(
            "[{place}: new details|What we know about {place}|{body} [under pressure|speaks] in {place}]", slots, own
        )
        return Article(
            document_id=f"item-{number}",
            workspace=self.workspace(story),
            title=title[0].upper() + title[1:],
            text="\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)),
            publisher=f"{_place(random.Random(own.randint(0, 40)))} {own.choice(WORDS['outlets'])}",
            published_at=published_at,
        )

    def articles(self, first: int, count: int) -> Iterator[Article]:
        """Yield ``count`` articles from ``first`` on."""
        return (self.article(number) for number in range(first, first + count))

    def claim(self, number: int, articles: int) -> tuple[int, str]:
        """Return a claim about one of the first ``articles`` articles and the workspace that asks for it."""
        chance = random.Random(f"{self.seed}/claim/{number}")
        story = chance.randrange(max(1, articles // ARTICLES_PER_STORY))
        topic, slots = self._tell(story)
        if chance.random() < CONTRADICTING:
            slots = {**slots, **_draw_figures(chance)}
        return self.workspace(story), _write(chance.choice(WORDS["topics"][topic]), slots, chance)

    def workspace(self, story: int) -> int:
        """Return whose story this is: the first newsroom has every second one, the others share the rest."""
        if self.workspaces == 1 or story % 2 == 0:
            return 0
        return 1 + (story // 2) % (self.workspaces - 1)

    def _tell(self, story: int) -> tuple[str, dict[str, str]]:
        chance = random.Random(f"{self.seed}/story/{story}")
        topic = chance.choice(sorted(WORDS["topics"]))
        return topic, _draw_all(chance)

    def _day(self, story: int) -> datetime:
        return FIRST_DAY + timedelta(days=random.Random(f"{self.seed}/day/{story}").randrange(DAYS))


def _write(sentence: str, slots: Mapping[str, str], chance: random.Random) -> str:
    while _CHOICE.search(sentence):
        sentence = _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), sentence)
    return _SLOT.sub(lambda match: _DRAWN[match[1]](chance) if match[2] else slots[match[1]], sentence)


def _draw_all(chance: random.Random) -> dict[str, str]:
    return {name: draw(chance) for name, draw in _DRAWN.items()}


def _draw_figures(chance: random.Random) -> dict[str, str]:
    return {name: _DRAWN[name](chance) for name in ("count", "small", "percent", "money")}


def _place(chance: random.Random) -> str:
    return chance.choice(WORDS["onsets"]) + chance.choice(WORDS["middles"]) + chance.choice(WORDS["place_ends"])


def _surname(chance: random.Random) -> str:
    return chance.choice(WORDS["onsets"]) + chance.choice(WORDS["middles"]) + chance.choice(WORDS["surname_ends"])


_DRAWN = {
    "place": _place,
    "person": lambda chance: f"{chance.choice(WORDS['given_names'])} {_surname(chance)}",
    "company": lambda chance: (
        f"{_surname(chance)} {chance.choice(['Foods', 'Group', 'Motors', 'Pharma', 'Steel', 'Works'])}"
    ),
    "body": lambda chance: chance.choice(WORDS["bodies"]),
    "outlet": lambda chance: f"{_place(chance)} {chance.choice(WORDS['outlets'])}",
    "count": lambda chance: f"{int(10 ** chance.uniform(1.3, 4.8)):,}",
    "small": lambda chance: str(chance.randint(2, 40)),
    "percent": lambda chance: str(chance.randint(3, 97)),
    "money": lambda chance: f"{10 ** chance.uniform(0, 3.2):,.1f}",
    "year": lambda chance: str(chance.randint(1975, 2023)),
    "day": lambda chance: str(chance.randint(1, 28)),
    "weekday": lambda chance: chance.choice(calendar.day_name),
    "month": lambda chance: chance.choice(calendar.month_name[1:]),
}
