# test_make.py - make itself: short lines, sizes, and nothing done twice.

import os
import re
import shutil
import subprocess

from machine import BUILD, ROOT

B = os.path.relpath(BUILD, ROOT)


def make(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, text=True,
                          capture_output=True, timeout=600, env=environment)


def test_what_is_built_is_not_built_again():
    again = make(f"B={B}", "-n")
    assert again.stdout == "make: Nothing to be done for 'all'.\n", again.stdout
    assert make(f"B={B}", "-q").returncode == 0
    for source in ("stage1/boot.asm", "stage1/read.inc", "common/layout.h", "loader/main.c",
                   "kernel/main.c", "disk/grub.cfg", "tools/install/main.c", "loader/loader.ld"):
        assert make(f"B={B}", "-q", "-W", source).returncode == 1, source


def test_short_lines_with_the_sizes_left():
    folder = f"{B}/test-make"
    shutil.rmtree(ROOT / folder, ignore_errors=True)
    done = make(f"B={folder}", f"{folder}/boot.img", f"{folder}/stage2/diskboot.img", "-j8")
    shutil.rmtree(ROOT / folder)
    assert done.returncode == 0 and not done.stderr, done.stderr
    lines = done.stdout.splitlines()
    assert "  NASM   stage1/boot.asm" in lines
    assert f"  LD     {folder}/stage1/boot.elf" in lines
    for name in ("boot.img", "stage2/diskboot.img"):
        assert any(re.fullmatch(rf" {{9}}{folder}/{name}: \d+ bytes left", line) for line in lines)
    assert [line for line in lines if not re.match(r"  [A-Z0-9]{2,6} +\S+$| {9}\S", line)] == []
