"""A report for keeping: claim, report and the hashes of what it cites, signed with the workspace's key.

The signature is over a manifest that holds the SHA-256 of each part, so that a bundle which does not hold can be told
part by part. It says who put the report together and that nothing was changed since; whether that key is the newsroom's
is for the reader to find out, by comparing it with one that came another way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from factcheck.exports.signing import digest, is_signed, sign
from factcheck.store.records import DocumentVersion

FORMAT = "factcheck-bundle-1"
ALGORITHM = "Ed25519"
PARTS = ("claim", "check", "report", "documents")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one part of a bundle holds; ``detail`` says what was found."""

    part: str
    holds: bool
    detail: str


def describe_version(document: Mapping[str, Any], version: DocumentVersion) -> dict[str, Any]:
    """Return what a bundle says of a cited document: its hashes besides what the report says of it.

    ``sha256`` is that of the version, ``text_sha256`` that of its text in UTF-8: whoever has the text can compare.
    """
    text_sha256 = hashlib.sha256(version.content.text.encode()).hexdigest()
    return {**document, "sha256": version.sha256, "text_sha256": text_sha256}


def build_bundle(parts: Mapping[str, Any], made_at: str, workspace_id: str, key_pair: tuple[str, str]) -> dict[str, Any]:
    """Return a signed bundle of the parts named in ``PARTS``; ``key_pair`` is the private and the public key."""
    private_key, public_key = key_pair
    manifest = {
        "format": FORMAT,
        "made_at": made_at,
        "workspace_id": workspace_id,
        "sha256": {name: digest(parts[name]) for name in PARTS},
    }
    signature = {"algorithm": ALGORITHM, "public_key": public_key, "value": sign(private_key, manifest)}
    return {**{name: parts[name] for name in PARTS}, "manifest": manifest, "signature": signature}


def verify_bundle(bundle: Any, public_key: str | None = None) -> list[Finding]:
    """Return what holds of a bundle, part by part; with ``public_key`` only that key's signature counts.

    Needs nothing but the bundle: no archive, no network.
    """
    if not isinstance(bundle, dict) or not _is_readable(bundle):
        return [Finding("format", False, f"This is no bundle of the format {FORMAT}.")]
    return [
        _verify_signature(bundle),
        *([_verify_key(bundle, public_key)] if public_key is not None else []),
        *(_verify_part(bundle, name) for name in PARTS),
        *_verify_quotes(bundle),
    ]


def _is_readable(bundle: Mapping[str, Any]) -> bool:
    manifest, signature = bundle.get("manifest"), bundle.get("signature")
    if not isinstance(manifest, dict) or not isinstance(signature, dict) or manifest.get("format") != FORMAT:
        return False
    return isinstance(manifest.get("sha256"), dict) and all(
        isinstance(signature.get(name), str) for name in ("algorithm", "public_key", "value")
    )


def _verify_signature(bundle: Mapping[str, Any]) -> Finding:
    signature = bundle["signature"]
    holds = signature["algorithm"] == ALGORITHM and is_signed(
        signature["public_key"], signature["value"], bundle["manifest"]
    )
    signed = "The manifest was signed with the key in the bundle."
    return Finding("signature", holds, signed if holds else "The manifest was not signed with the key in the bundle.")


def _verify_key(bundle: Mapping[str, Any], public_key: str) -> Finding:
    holds = bundle["signature"]["public_key"] == public_key.strip().rstrip("=")
    return Finding("key", holds, "The key is the one given." if holds else "The key is another than the one given.")


def _verify_part(bundle: Mapping[str, Any], name: str) -> Finding:
    try:
        holds = name in bundle and digest(bundle[name]) == bundle["manifest"]["sha256"].get(name)
    except ValueError:
        holds = False
    return Finding(name, holds, "As it was signed." if holds else "Not as it was signed.")


def _verify_quotes(bundle: Mapping[str, Any]) -> Iterator[Finding]:
    """Look whether each quote is as long as its offsets say and comes from a document that the bundle has hashes of."""
    report, documents = bundle.get("report"), bundle.get("documents")
    evidence = report.get("evidence") if isinstance(report, dict) else None
    if not isinstance(evidence, list) or not isinstance(documents, list):
        return
    known = {identity for document in documents if (identity := _read_identity(document))}
    for place, piece in enumerate(evidence, 1):
        holds = _is_sound(piece, known)
        detail = "Fits its offsets and its document." if holds else "Does not fit its offsets, or its document is missing."
        yield Finding(f"quote {place}", holds, detail)


def _read_identity(document: Any) -> tuple[str, int] | None:
    """Return the id and the version of what says it is a document, None if it has none that a document can have."""
    if not isinstance(document, dict):
        return None
    document_id, version = document.get("document_id"), document.get("version")
    return (document_id, version) if isinstance(document_id, str) and type(version) is int else None


def _is_sound(piece: Any, known: Set[tuple[str, int]]) -> bool:
    try:
        quote, identity = piece["quote"], _read_identity(piece["document"])
        has_length = isinstance(quote["exact"], str) and quote["end"] - quote["start"] == len(quote["exact"])
    except (KeyError, TypeError):
        return False
    return has_length and identity in known
