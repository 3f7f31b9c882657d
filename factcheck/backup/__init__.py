"""Backups of the store: taken while everything runs, in one form for both databases, whole or not there at all.

A backup is a folder with ``manifest.json`` and one file of gzipped JSON lines for each table. ``pg_dump`` and copies of
SQLite's file would each be for one kind of database and for one release; this form goes from either to either, and an
older one is migrated on the way. Index and broker are not in it: they are derived.
"""
