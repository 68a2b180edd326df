"""Every module below this folder declares one procedure; a new file is found by itself."""

import pkgutil
from importlib import import_module

from registry.procedures.base import every, get

for module in pkgutil.walk_packages(__path__, f"{__name__}."):
    import_module(module.name)

__all__ = ["every", "get"]
