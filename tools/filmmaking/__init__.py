"""The making of the demonstration films, run by developers only."""

from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
CASTING = yaml.safe_load((_FOLDER / "casting.yaml").read_text(encoding="utf-8"))
DRAWINGS = yaml.safe_load((_FOLDER / "drawings.yaml").read_text(encoding="utf-8"))
