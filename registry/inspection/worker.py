"""The process that opens a stranger's file: `python -m registry.inspection.worker KIND FOLDER`.

It reads `sent` in the folder and leaves there `result.json`, the page images and, for a kind that
is written anew, `rewritten`. It knows no settings, no database and no secret.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from registry.inspection import images, pdf
from registry.inspection.drawing import Drawn
from registry.inspection.limits import Fault, allow, confine

EXAMINERS: dict[str, Callable[[Path, Path], list[Drawn]]] = {
    "pdf": pdf.examine,
    "png": images.examine_png,
    "jpeg": images.examine_jpeg,
}


def main(kind: str, folder: Path) -> None:
    confine()
    result: dict[str, Any]
    try:
        pages = EXAMINERS[kind](folder / "sent", folder)
        result = {"pages": [asdict(page) for page in pages]}
    except Fault as fault:
        result = {"fault": fault.code, "details": fault.details}
    allow(0)
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
