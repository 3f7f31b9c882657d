"""What the elements of HTML mean to a reader: which are not seen, and which a line goes on through.

One set of rules for drafts and for documents, so that what an editor sends reads the same on both ways.
"""

from __future__ import annotations

import re

# What a browser does not show, what is struck out, and how a word is pronounced.
_UNSEEN_NAMES = """script style noscript template svg math head title iframe object embed audio video canvas map select
datalist button textarea del s strike rt rp"""
UNSEEN = frozenset(_UNSEEN_NAMES.split())
_INLINE_NAMES = """a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark nobr picture q rb ruby
samp small source span strong sub sup time tt u var wbr"""
_INLINE = frozenset(_INLINE_NAMES.split())
# A page may hide these until its scripts have run.
_PAGE = frozenset(["html", "body"])
_HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_DIGITS = re.compile(r"\s{0,9}[+\-−]?[0-9][0-9, ]{0,9}\s{0,9}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def is_inline(name: str) -> bool:
    """Say whether a line goes on through an element; a name with a colon is one that a word processor has left in."""
    return name in _INLINE or name in UNSEEN or ":" in name


def is_hidden(name: str, is_marked: bool, style: str) -> bool:
    """Say whether an element is not shown: it is marked as hidden or its style says so."""
    return name not in _PAGE and (is_marked or bool(_HIDDEN_STYLE.search(style)))


def raise_digits(text: str) -> str:
    """Return what stands in ``sup`` so that a power or a footnote's number doesn't run into the word before it."""
    return text.translate(_RAISED) if _DIGITS.fullmatch(text) else text
