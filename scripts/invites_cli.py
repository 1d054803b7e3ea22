"""`python scripts/invites_cli.py …` is `python main.py invites …`."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(ROOT))
sys.argv[1:1] = ["invites"]
runpy.run_path(str(ROOT / "main.py"), run_name="__main__")
