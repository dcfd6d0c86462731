# check_rest.py - the loader: nothing that is always there looks at constants or variables of
# the rest, which are only there once its code was called.
#
#     check_rest.py LOADER.ELF OBJECT...

import subprocess
import sys


def symbols(path):
    """(name, kind, address) as nm has them: "U" is wanted from elsewhere."""
    lines = subprocess.run(["nm", path], capture_output=True, text=True, check=True).stdout
    for words in map(str.split, lines.splitlines()):
        yield words[-1], words[-2], int(words[0], 16) if len(words) == 3 else None


def is_rest(path):
    sections = subprocess.run(["objdump", "-h", path], capture_output=True, text=True, check=True)
    return ".rest.text" in sections.stdout


elf, *objects = sys.argv[1:]
start, end = (next(address for name, _, address in symbols(elf) if name == edge)
              for edge in ("rest_data", "rest_start"))
late = {name for name, _, address in symbols(elf) if address is not None and start <= address < end}
bad = [f"{path}: wants {name}, which is data of the rest" for path in objects if not is_rest(path)
       for name, kind, _ in symbols(path) if kind == "U" and name in late]
print("\n".join(bad), end="\n" if bad else "")
sys.exit(bool(bad))
