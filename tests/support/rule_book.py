"""All rules of normalize, whose modules enter them as they are imported."""

from __future__ import annotations

import importlib
import pkgutil

from payerdiff import normalize
from payerdiff.normalize.rules import REGISTER, Rule


def every_rule() -> list[Rule]:
    """Return the rules of all modules of normalize, by name."""
    for module in pkgutil.walk_packages(normalize.__path__, "payerdiff.normalize."):
        importlib.import_module(module.name)
    return [rule for name, rule in sorted(REGISTER.items()) if not name.startswith("tests.")]
