"""Disable a safeguard."""

import sys
from collections.abc import Callable


def replace_everywhere(old: Callable, new: Callable) -> None:
    """Replace a function, also in the modules that have imported it by name."""
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is old:
                setattr(module, name, new)
