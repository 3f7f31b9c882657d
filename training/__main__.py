"""The commands that make and measure the models: ``python -m training --help``."""

from __future__ import annotations

from training.commands import main

if __name__ == "__main__":
    main()
