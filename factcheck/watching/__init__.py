"""Watching claims: which new documents concern them, and what a second look has changed."""
