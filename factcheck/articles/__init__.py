"""Drafts of articles: their visible text, their sentences, and which of these are worth checking."""
