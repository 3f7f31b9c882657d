"""The commands that make and measure the models: ``python -m training --help``."""

from __future__ import annotations

from training.commands import main
from training.measuring import audit, calibrate, evaluate, fit_judge

for command in (calibrate, fit_judge, evaluate, audit):
    main.add_command(command)

if __name__ == "__main__":
    main()
