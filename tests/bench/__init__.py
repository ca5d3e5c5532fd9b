"""Speed as ratios within one run, printed and never asserted: `python -m tests.bench`. What must not be imported is asserted."""
