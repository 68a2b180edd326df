"""確認資料: files given with an application — taken in, removed, shown as images, handed out."""

from registry.evidence.archive import archive
from registry.evidence.giving import attach, megabytes, remove, used
from registry.evidence.keeping import erase, sweep, sweep_orphans, sweep_removed
from registry.evidence.quarantine import scan_quarantined
from registry.inspection import Refused, visible

__all__ = [
    "Refused",
    "archive",
    "attach",
    "erase",
    "megabytes",
    "remove",
    "scan_quarantined",
    "sweep",
    "sweep_orphans",
    "sweep_removed",
    "used",
    "visible",
]
