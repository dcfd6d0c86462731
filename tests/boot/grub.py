# grub.py - a disk that boots with Debian's GRUB, made without root.

from pathlib import Path

from images import run

MODULES_DIR = Path("/usr/lib/grub/i386-pc")
MODULES = "biosdisk part_msdos part_gpt ext2 fat normal configfile echo test search linux linux16 serial".split()
PREFIX = "(hd0,msdos1)/boot/grub"
BOOT_CODE_BYTES = 440                   # the rest of LBA 0 belongs to the disk
SECTOR = 512


def install_grub(image, modules=MODULES, prefix=PREFIX):
    """Put GRUB into the gap of a disk whose first partition holds /boot/grub/grub.cfg."""
    core = Path(image).with_suffix(".grub-core")
    run("grub-mkimage", "-O", "i386-pc", "-p", prefix, "-o", core, *modules)
    with open(image, "r+b") as disk:
        disk.write((MODULES_DIR / "boot.img").read_bytes()[:BOOT_CODE_BYTES])
        disk.seek(SECTOR)
        disk.write(core.read_bytes())
    core.unlink()
    return Path(image)
