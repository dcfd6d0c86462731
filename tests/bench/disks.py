# disks.py - one disk for each loader, filesystem and payload, with the same partitions and the
# same shim in sector 0.
#
# The floor is no loader: its disk has the payload in consecutive sectors, and it knows where.

from dataclasses import dataclass
from pathlib import Path

import here  # noqa: F401
import extlinux
from grub import install_grub
from images import FIRST, MIB, SECTOR, Part, install, make_disk, run
from payload import SIZES, WORK, assemble, grub_cfg, make_files, sectors, syslinux_cfg

REAL_LBA = 1500                         # in the gap, behind every core.img
BOOT_CODE = 440
PART_SIZE = 320 * MIB
# What any real disk has, and the smallest blocks that mke2fs makes.
FILESYSTEMS = {"ext4, 1 KiB": ("ext4", ["-b", "1024"]),
               "ext4, 4 KiB": ("ext4", ["-b", "4096"]),
               "FAT32": ("vfat", ["-F", "32", "-s", "8"])}
INTERFACES = ["virtio", "ahci", "ide"]
NAMES = {"virtio": "virtio-blk", "ahci": "AHCI", "ide": "IDE"}
FLOOR, BIOS, OURS, GRUB, SYSLINUX = "floor", "BIOS alone", "Firstlight", "GRUB", "SYSLINUX"
LOADERS = [OURS, GRUB, SYSLINUX]
GRUB_MODULES = ["biosdisk", "part_msdos", "ext2", "fat", "normal", "configfile", "linux", "echo",
                "test"]
SYSLINUX_MBR = Path("/usr/lib/SYSLINUX/mbr.bin")


@dataclass(frozen=True)
class Case:
    """One disk: whose loader, from which filesystem ("" for the floor), which payload."""
    loader: str
    filesystem: str
    size: str

    @property
    def image(self):
        name = "-".join(x for x in (self.loader, self.filesystem, self.size) if x)
        return WORK / (name.replace(" ", "").replace(",", "-").lower() + ".img")


def put_shim(image, *flags):
    """The shim into sector 0; the boot sector that is there goes to REAL_LBA the first time."""
    shim = assemble("shim.asm", Path(image).with_suffix(".shim"), *flags, REAL_LBA=REAL_LBA)
    with open(image, "r+b") as f:
        real = f.read(SECTOR)
        f.seek(REAL_LBA * SECTOR)
        if f.read(SECTOR) == bytes(SECTOR):
            f.seek(REAL_LBA * SECTOR)
            f.write(real)
        f.seek(0)
        f.write(shim[:BOOT_CODE])
    Path(image).with_suffix(".shim").unlink()


def with_counters(image):
    """A copy of a disk whose shim counts what INT 13h is asked for."""
    copy = Path(image).with_name(Path(image).stem + "-counted.img")
    run("cp", "--sparse=always", image, copy)
    put_shim(copy, "-DCOUNT")
    return copy


def make_floor(image, files):
    """`files` from sector FIRST on, in one piece; none: a disk that only ends the run."""
    code = assemble("floor.asm", Path(image).with_suffix(".bin"), START=FIRST,
                    SECTORS=sectors(files))
    with open(image, "wb") as f:
        f.write(code)
        at = FIRST * SECTOR
        for path in files.values():
            f.seek(at)
            f.write(path.read_bytes())
            at += -(-path.stat().st_size // SECTOR) * SECTOR
        f.truncate(at + MIB)


def partition(filesystem, tree, size=PART_SIZE):
    kind, options = FILESYSTEMS[filesystem]
    return Part(kind, tree, size=size, options=options)


def put_syslinux_mbr(image):
    run("sfdisk", "-q", "-A", image, "1")
    with open(image, "r+b") as f:
        f.write(SYSLINUX_MBR.read_bytes()[:BOOT_CODE])


def make_bootable(case):
    """The disk without its shim; EXTLINUX's is still without its loader."""
    files = make_files(*SIZES[case.size])
    if case.loader == FLOOR:
        make_floor(case.image, files)
        return
    config = ({"syslinux.cfg": syslinux_cfg(files)} if case.loader == SYSLINUX else
              {"boot/grub/grub.cfg": grub_cfg(files)})
    part = partition(case.filesystem, dict(files, **config))
    make_disk(case.image, [part])
    if case.loader == OURS:
        install(case.image)
    elif case.loader == GRUB:
        install_grub(case.image, modules=GRUB_MODULES)
    else:
        put_syslinux_mbr(case.image)
        if part.kind == "vfat":
            run("syslinux", "--install", "--offset", part.start * SECTOR, case.image)


def all_cases():
    return [Case(FLOOR, "", size) for size in SIZES] + [
        Case(loader, filesystem, size)
        for size in SIZES for filesystem in FILESYSTEMS for loader in LOADERS]


def jobs(cases):
    """Each round: every disk on every interface, the loaders of one payload in turn."""
    return [(case, interface) for interface in INTERFACES for case in cases]


def bios_alone():
    """A disk whose boot sector ends the run: what is measured is the BIOS."""
    image = WORK / "bios-alone.img"
    make_floor(image, {})
    put_shim(image)
    return image


def make_disks(cases):
    WORK.mkdir(parents=True, exist_ok=True)
    for case in cases:
        make_bootable(case)
    extlinux.install([c.image for c in cases
                      if c.loader == SYSLINUX and c.filesystem.startswith("ext4")])
    for case in cases:
        put_shim(case.image)
