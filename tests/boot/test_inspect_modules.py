# test_inspect_modules.py - fl-inspect names the modules in GRUB's core.img.

import json
import subprocess

import pytest

from grub import MODULES, MODULES_DIR
from images import run
from machine import BUILD

HEADER = 8                              # of each, in front of its ELF file


@pytest.mark.parametrize("modules", [["biosdisk"], MODULES])
def test_modules_of_grub(tmp_path, modules):
    """Those asked for and those that they need, which GRUB's own list of them has, in its order."""
    core = tmp_path / "core.img"
    run("grub-mkimage", "-O", "i386-pc", "-p", "/x", "-o", core, *modules)
    done = subprocess.run([BUILD / "asan/fl-inspect", "--json", core], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    report = json.loads(done.stdout)
    needs = dict(line.split(":") for line in (MODULES_DIR / "moddep.lst").read_text().splitlines())
    wanted = set(modules)
    while more := {need for name in wanted for need in needs[name].split()} - wanted:
        wanted |= more
    names = [row["module"] for row in report["grub_modules"]]
    assert set(names) == wanted and len(names) == len(wanted) == report["payload"]["modules"]
    for i, name in enumerate(names):
        assert not set(needs[name].split()) & set(names[i:])
    assert sum(row["bytes"] + HEADER for row in report["grub_modules"]) == report["payload"]["module_bytes"]
