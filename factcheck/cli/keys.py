"""``factcheck keys``: who may talk to the service."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from factcheck.settings import read_settings
from factcheck.store import Store, migrate, open_store
from factcheck.store.records import SCOPES, ApiKey


@click.group()
def keys() -> None:
    """Create, list and revoke API keys."""


@keys.command("create")
@click.option("--workspace", required=True, help="The newsroom that the key belongs to; made if it is new.")
@click.option("--scopes", multiple=True, required=True, metavar="SCOPE…", help=f"Any of {', '.join(SCOPES)}.")
@click.option("--name", help="What the key is for.")
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]), help="From then on, in UTC, the key is refused."
)
@click.argument("more_scopes", nargs=-1, metavar="")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def create(
    workspace: str,
    scopes: tuple[str, ...],
    more_scopes: tuple[str, ...],
    name: str | None,
    expires: datetime | None,
    as_json: bool,
) -> None:
    """Create a key and print it, once: only its hash is kept."""
    wanted = _split(scopes + more_scopes)
    store = open_migrated_store()
    expires_at = expires and expires.replace(tzinfo=UTC)
    key, token = store.keys.create(store.workspaces.ensure(workspace).workspace_id, wanted, expires_at, name)
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
    for key in store.keys.list(find_workspace(store, workspace)):
        click.echo(_describe(key, datetime.now(UTC)))


@keys.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke a key at once."""
    if not open_migrated_store().keys.revoke(key_id):
        raise click.ClickException(f"There is no live key {key_id}.")
    click.echo(f"{key_id} is revoked.")


def _describe(key: ApiKey, now: datetime) -> str:
    state = "revoked" if key.revoked_at else "expired" if key.expires_at and key.expires_at <= now else "live"
    times = {"made": key.created_at, "expires": key.expires_at, "used": key.last_used_at}
    told = [f"{word} {time:%Y-%m-%d %H:%M}Z" if time else f"{word} never" for word, time in times.items()]
    return "  ".join([key.key_id, state, *told, " ".join(sorted(key.scopes)), key.name or ""]).rstrip()


def open_migrated_store() -> Store:
    """Open the store that the settings name, brought to the schema of this version."""
    settings = read_settings()
    migrate(settings.database_url)
    return open_store(settings.database_url)


def find_workspace(store: Store, name: str) -> str:
    """Return the id of the workspace of this name; fail with the names that there are if it is none of them."""
    found = store.workspaces.find(name)
    if found is None:
        names = ", ".join(workspace.name for workspace in store.workspaces.list())
        raise click.ClickException(f"The workspace {name} is not there; there are: {names or 'none yet'}.")
    return found.workspace_id


def _split(values: tuple[str, ...]) -> frozenset[str]:
    """Take scopes as people type them: the option repeated, or one list with spaces or commas."""
    scopes = frozenset(scope for value in values for scope in value.replace(",", " ").split())
    if unknown := scopes - set(SCOPES):
        raise click.BadParameter(
            f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SCOPES)}.", param_hint="--scopes"
        )
    return scopes
