"""Evidence as W3C Web Annotations (Recommendation of 23 February 2017).

Each target is one version of a document, where both selectors hold: the quote with what stands around it, and its
offsets in code points. The page that the document came from is the target's ``via``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotate_evidence(claim: Mapping[str, Any], address: str, version_path: Callable[[str, int], str]) -> dict[str, Any]:
    """Return a page with an annotation for each piece of a shown claim's evidence, in its order.

    ``address`` is where the page is served; ``version_path`` gives the address of a document's version.
    """
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "AnnotationPage",
        "items": [
            _annotate(piece, f"{address}#{place}", claim, version_path) for place, piece in enumerate(claim["evidence"], 1)
        ],
    }


def _annotate(
    piece: Mapping[str, Any], address: str, claim: Mapping[str, Any], version_path: Callable[[str, int], str]
) -> dict[str, Any]:
    quote, document = piece["quote"], piece["document"]
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "assessing",
        "body": [
            {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": piece["stance"]},
            {"type": "TextualBody", "purpose": "assessing", "format": "text/plain", "value": claim["text"]},
        ],
        "target": {
            "type": "SpecificResource",
            "source": version_path(document["document_id"], document["version"]),
            "via": document["url"],
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote["exact"],
                    "prefix": quote["prefix"],
                    "suffix": quote["suffix"],
                },
                {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
            ],
        },
    }
