# here.py - where the bench lies, and that it uses the modules of the boot tests: import it first.

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "boot"))
