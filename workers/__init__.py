"""Worker processes: they take jobs from the broker, run them on the core, and see that none is forgotten.

Each worker is a pair of processes. The parent speaks to the broker and the store and holds nothing heavy; its one child
holds the models and the index and runs one job after another. Nothing crosses a ``fork``.
"""
