# sizes.py - bytes of what each loader puts on the disk, and of our stages.

import tempfile
from pathlib import Path

from disks import GRUB, GRUB_MODULES, OURS, SYSLINUX, Case
from grub import PREFIX
from images import FIRST, SECTOR, run
from machine import BUILD

# Ours: what, file, and what it may have.
STAGES = [("boot.img", "boot.img", 512), ("diskboot.img", "stage2/diskboot.img", 512),
          ("lzma_decompress.img", "decompress/lzma_decompress.img", 3072),
          ("loader, unpacked", "loader/loader.bin", None), ("core.img", "core.img", 49152)]


def grub_core(folder):
    core = Path(folder, "core")
    run("grub-mkimage", "-O", "i386-pc", "-p", PREFIX, "-o", core, *GRUB_MODULES)
    return core.stat().st_size


def syslinux_file(name):
    volume = f"{Case(SYSLINUX, 'FAT32', 'tiny').image}@@{FIRST * SECTOR}"
    with tempfile.TemporaryDirectory() as folder:
        run("mcopy", "-i", volume, f"::/{name}", Path(folder, name))
        return Path(folder, name).stat().st_size


def measure():
    """[[whose, what, bytes, limit or None]]; after make_disks()."""
    rows = [[OURS, what, (BUILD / path).stat().st_size, limit] for what, path, limit in STAGES]
    with tempfile.TemporaryDirectory() as folder:
        rows.append([GRUB, "core.img with its modules inside", grub_core(folder), None])
    return rows + [[SYSLINUX, name, syslinux_file(name), None]
                   for name in ("ldlinux.sys", "ldlinux.c32")]
