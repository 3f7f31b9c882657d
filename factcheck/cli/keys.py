"""``factcheck keys``: who may talk to the service."""

from __future__ import annotations

import json

import click

from factcheck.settings import read_settings
from factcheck.store import Store, migrate, open_store
from factcheck.store.records import SCOPES


@click.group()
def keys() -> None:
    """Create, list and revoke API keys."""


@keys.command("create")
@click.option("--workspace", required=True, help="The newsroom that the key belongs to; made if it is new.")
@click.option("--scopes", multiple=True, required=True, metavar="SCOPE…", help=f"Any of {', '.join(SCOPES)}.")
@click.argument("more_scopes", nargs=-1, metavar="")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def create(workspace: str, scopes: tuple[str, ...], more_scopes: tuple[str, ...], as_json: bool) -> None:
    """Create a key and print it, once: only its hash is kept."""
    wanted = _split(scopes + more_scopes)
    store = open_migrated_store()
    key, token = store.keys.create(store.workspaces.ensure(workspace).workspace_id, wanted)
    if as_json:
        described = {"key": token, "key_id": key.key_id, "workspace_id": key.workspace_id, "scopes": sorted(key.scopes)}
        click.echo(json.dumps(described))
    else:
        click.echo(token)


@keys.command("list")
@click.option("--workspace", required=True)
def list_keys(workspace: str) -> None:
    """List a workspace's keys without their secrets."""
    store = open_migrated_store()
    for key in store.keys.list(store.workspaces.ensure(workspace).workspace_id):
        state = "revoked" if key.revoked_at else "live"
        click.echo(f"{key.key_id}  {state}  {key.created_at:%Y-%m-%d %H:%M}Z  {' '.join(sorted(key.scopes))}")


@keys.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke a key at once."""
    if not open_migrated_store().keys.revoke(key_id):
        raise click.ClickException(f"There is no live key {key_id}.")
    click.echo(f"{key_id} is revoked.")


def open_migrated_store() -> Store:
    """Open the store that the settings name, brought to the schema of this version."""
    settings = read_settings()
    migrate(settings.database_url)
    return open_store(settings.database_url)


def _split(values: tuple[str, ...]) -> frozenset[str]:
    """Take scopes as people type them: the option repeated, or one list with spaces or commas."""
    scopes = frozenset(scope for value in values for scope in value.replace(",", " ").split())
    if unknown := scopes - set(SCOPES):
        raise click.BadParameter(
            f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SCOPES)}.", param_hint="--scopes"
        )
    return scopes
