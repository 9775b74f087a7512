"""Removes a folder when its maker is gone: a process of its own, so that it outlives whoever is killed.

Run by fleeting.py as a script, without the rest of payerdiff, with the folder as argument. Standard input says nothing and ends with the maker.
"""

from __future__ import annotations

import os
import shutil
import sys
import time

PATIENCE = 10.0
"""Seconds in which others who were at work in the folder (a browser that prints) may put something there again."""


def sweep(folder: str) -> bool:
    """Remove a folder, again and again while somebody still writes there. Return True if it is gone."""
    end = time.monotonic() + PATIENCE
    while os.path.lexists(folder) and time.monotonic() < end:
        shutil.rmtree(folder, ignore_errors=True)
        if os.path.lexists(folder):
            time.sleep(0.05)
    return not os.path.lexists(folder)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    sys.exit(not sweep(sys.argv[1]))
