# check_rest.py - objects of the loader: nothing that is always there looks at constants or
# variables of the rest, which are only there once its code was called.
#
#     check_rest.py OBJECT...

import subprocess
import sys


def symbols(path):
    """{name: kind} as nm has them: "U" is wanted from elsewhere."""
    lines = subprocess.run(["nm", path], capture_output=True, text=True, check=True).stdout
    return {line.split()[-1]: line.split()[-2] for line in lines.splitlines()}


def is_rest(path):
    sections = subprocess.run(["objdump", "-h", path], capture_output=True, text=True, check=True)
    return ".rest.text" in sections.stdout


tables = {path: symbols(path) for path in sys.argv[1:]}
rest = {path for path in tables if is_rest(path)}
# bss has no bytes in the image: it is there from the start.
data = {name: path for path in rest for name, kind in tables[path].items() if kind in "RDGS"}
bad = [f"{path}: wants {name}, which is data of {data[name]}"
       for path in tables if path not in rest
       for name, kind in tables[path].items() if kind == "U" and name in data]
print("\n".join(bad), end="\n" if bad else "")
sys.exit(bool(bad))
