# odd_bios.py - disks that start with a program which changes the BIOS (shims/), then boot.

import subprocess
import tempfile
from pathlib import Path

from images import SECTOR
from machine import BUILD, ROOT

REAL_LBA = 2047                         # shims/shim.inc
BEHIND = 4096                           # where the first partition leaves room for that
BOOT_CODE = 440


def nasm(source, target, **words):
    """A program of tests/boot/, with these words defined."""
    subprocess.run(["nasm", "-I", f"{BUILD}/", "-I", f"{ROOT}/tests/boot/shims/",
                    *[f"-D{name}={value}" for name, value in words.items()],
                    "-o", target, ROOT / "tests/boot" / source], check=True)
    return Path(target).read_bytes()


def put_in_front(disk, shim, table=b"", **words):
    """Let the disk start with this program, which goes on with the disk's own boot sector; the
    table is for it to read, from the sector behind that."""
    with tempfile.TemporaryDirectory() as folder:
        program = nasm(f"shims/{shim}.asm", Path(folder) / shim, **words)
    with open(disk, "r+b") as f:
        boot = f.read(SECTOR)
        f.seek(0)
        f.write(program[:BOOT_CODE] + boot[BOOT_CODE:])
        f.seek(REAL_LBA * SECTOR)
        f.write(boot + table)
    return disk
