"""Whether everything that Factcheck keeps fits together: the store with itself, the index and the broker with the store.

Looking changes nothing and is safe while everything runs: what does not fit is looked at again before it is told.
"""
