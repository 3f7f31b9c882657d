"""The whole service under faults: real processes that are killed, frozen, cut off and starved while clients send work.

``python -m tests.chaos`` runs it and proves at the end that nothing was lost, doubled or shown wrongly.
"""
