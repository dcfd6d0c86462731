# grub.py - a disk that boots with Debian's GRUB, made without root.

from pathlib import Path

from images import run

MODULES_DIR = Path("/usr/lib/grub/i386-pc")
MODULES = "biosdisk part_msdos part_gpt ext2 fat normal configfile echo test search linux linux16 serial".split()
PREFIX = "(hd0,msdos1)/boot/grub"
BOOT_CODE_BYTES = 440                   # the rest of LBA 0 belongs to the disk
SECTOR = 512
BOOT_SECTOR_CORE = 0x5c                 # in boot.img: u64, the sector of core.img
CORE_SECTOR_REST = 0x1f4                # in core.img: u64, its second sector


def install_grub(image, modules=MODULES, prefix=PREFIX, start=1):
    """Put GRUB at sector `start`: into the gap, or a BIOS boot partition.  /boot/grub/grub.cfg
    is on the partition that `prefix` says."""
    core = Path(image).with_suffix(".grub-core")
    run("grub-mkimage", "-O", "i386-pc", "-p", prefix, "-o", core, *modules)
    boot = bytearray((MODULES_DIR / "boot.img").read_bytes()[:BOOT_CODE_BYTES])
    rest = bytearray(core.read_bytes())
    boot[BOOT_SECTOR_CORE:BOOT_SECTOR_CORE + 8] = start.to_bytes(8, "little")
    rest[CORE_SECTOR_REST:CORE_SECTOR_REST + 8] = (start + 1).to_bytes(8, "little")
    with open(image, "r+b") as disk:
        disk.write(boot)
        disk.seek(start * SECTOR)
        disk.write(rest)
    core.unlink()
    return Path(image)


def grub_editenv(folder, text, *changes):
    """What Debian's grub-editenv makes of an environment block."""
    path = folder / "by-grub-editenv"
    path.write_bytes(text)
    for change in changes:
        run("grub-editenv", path, *change)
    return path.read_bytes()
