"""``factcheck verify-bundle``: whether a signed report still is what was signed. Works without archive and network."""

from __future__ import annotations

from pathlib import Path

import click

from factcheck.exports.bundles import verify_bundle
from factcheck.schemas.strict_json import StrictJsonError, parse_json


@click.command("verify-bundle")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="The newsroom's public key, from GET /v1/signing-key; without it any key counts.")
def verify(file: Path, key: str | None) -> None:
    """Check a bundle of GET /v1/claims/{id}/bundle part by part; fail if one does not hold."""
    try:
        bundle = parse_json(file.read_bytes())
    except StrictJsonError as error:
        raise click.ClickException(f"{file} is not JSON: {error}") from error
    findings = verify_bundle(bundle, key)
    for finding in findings:
        click.echo(f"{'ok     ' if finding.holds else 'BROKEN '} {finding.part}: {finding.detail}")
    if not all(finding.holds for finding in findings):
        raise SystemExit(1)
    if key is None:
        click.echo("Whose key that is was not looked at; compare it with one that came another way (--key).")
