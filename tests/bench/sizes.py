# sizes.py - bytes of what each loader puts on the disk, and of our stages.

import tempfile
from pathlib import Path

from disks import GRUB, GRUB_MODULES, OURS, SYSLINUX, Case
from grub import PREFIX
from images import FIRST, SECTOR, run
from machine import BUILD

LOADER, REST = "loader, what every boot needs", "loader, the rest"
# Ours: what, its files, and what they may have.
STAGES = [("boot.img", ["boot.img"], 512), ("diskboot.img", ["stage2/diskboot.img"], 512),
          ("lzma_decompress.img", ["decompress/lzma_decompress.img"], 3072),
          (LOADER, ["loader/start.bin", "loader/start_code.bin"], None),
          (REST, ["loader/rest.bin", "loader/rest_code.bin"], None),
          ("core.img", ["core.img"], 49152)]


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
    rows = [[OURS, what, sum((BUILD / path).stat().st_size for path in paths), limit]
            for what, paths, limit in STAGES]
    with tempfile.TemporaryDirectory() as folder:
        rows.append([GRUB, "core.img with its modules inside", grub_core(folder), None])
    return rows + [[SYSLINUX, name, syslinux_file(name), None]
                   for name in ("ldlinux.sys", "ldlinux.c32")]

