"""Factcheck's core: what a claim, a passage and a verdict are, and how one leads to the other.

Knows neither Flask nor RQ; the HTTP service and the workers are thin doors in front of it.
"""

__version__ = "0.1.0"
