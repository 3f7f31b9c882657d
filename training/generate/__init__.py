"""Pairs of our own making: each claim occurs with every label, so that the claim alone tells nothing."""
