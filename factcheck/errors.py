"""Errors that the core raises on purpose; adapters wrap what their drivers raise into these."""

from __future__ import annotations


class FactcheckError(Exception):
    """Base of every error that the core raises on purpose."""


class SettingsError(FactcheckError):
    """A setting has a value that can't be used; the message is a sentence that names it."""


class UnavailableError(FactcheckError):
    """What work stands on can't be used now; trying again later may help."""


class IndexUnavailableError(UnavailableError):
    """The passage index can't be read or written."""


class IndexMismatchError(IndexUnavailableError):
    """The passage index was built by another embedding model or another version; the message says what to run."""


class StoreUnavailableError(UnavailableError):
    """The database can't be reached."""


class BrokerUnavailableError(UnavailableError):
    """The broker can't be reached."""


class ModelError(FactcheckError):
    """A model's files are missing or damaged."""


class DocumentTextError(FactcheckError):
    """A document's content can't be turned into text; ``pointer`` names the field as a JSON pointer."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer
