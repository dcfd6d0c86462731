# images.py - partitioned disk images for the tests, made without root and without mounting.
#
#     image = make_disk(tmp_path / "disk.img", [
#         Part("ext4", {"boot/grub/grub.cfg": "menuentry ...", "boot/vmlinuz": BUILD / "vmlinuz"}),
#         Part("vfat", {"vmlinuz": BUILD / "vmlinuz"}, options=["-F", "32"])])
#     install(image)
#
# A tree is {path: text, bytes or the Path of a file to copy}.

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from machine import BUILD, need

SECTOR = 512
MIB = 1 << 20
FIRST = 2048                            # sectors: where partitions start, and their alignment
GPT_TAIL = 34                           # sectors behind the last partition of a GPT disk
BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649"
LINUX_DATA = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"

EXT_UUID = "11111111-2222-3333-4444-555555555555"
FAT_ID = "12345678"                     # as a UUID: 1234-5678


@dataclass
class Part:
    """One partition: what mke2fs or mkfs.vfat makes of a tree, or nothing ("bios", "raw")."""
    kind: str = "ext4"                  # ext2 ext3 ext4 vfat bios raw
    tree: dict = field(default_factory=dict)
    size: int = 32 * MIB
    options: list = field(default_factory=list)     # more for mke2fs or mkfs.vfat
    label: str = ""
    uuid: str = ""                      # "" = EXT_UUID or FAT_ID; FAT: 8 hex digits
    start: int = 0                      # sector on the disk, filled in by make_disk()

    @property
    def mbr_type(self):
        return {"vfat": "c", "bios": "da", "raw": "da"}.get(self.kind, "83")

    @property
    def gpt_type(self):
        return {"vfat": BASIC_DATA, "bios": BIOS_BOOT}.get(self.kind, LINUX_DATA)


def run(*command, **more):
    """Run a program of the host; a failure shows what it said."""
    command = [need(str(command[0]))] + [str(c) for c in command[1:]]
    done = subprocess.run(command, capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def write_tree(tree, folder):
    for name, content in tree.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, os.PathLike):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def make_ext(image, part):
    with tempfile.TemporaryDirectory() as folder:
        write_tree(part.tree, folder)
        run("mke2fs", "-q", "-F", "-t", part.kind, "-U", part.uuid or EXT_UUID,
            "-L", part.label, "-E", f"offset={part.start * SECTOR}", "-d", folder,
            *part.options, image, f"{part.size // 1024}k")


def make_fat(image, part):
    run("mkfs.vfat", "-i", part.uuid or FAT_ID, "-n", part.label or "NO NAME",
        "--offset", part.start, *part.options, image, part.size // 1024)
    with tempfile.TemporaryDirectory() as folder:
        write_tree(part.tree, folder)
        if part.tree:
            run("mcopy", "-s", "-i", f"{image}@@{part.start * SECTOR}",
                *sorted(Path(folder).iterdir()), "::/")


def partition_table(parts, scheme):
    """sfdisk's script for these partitions; fills in where each starts."""
    lines = ["label: " + {"mbr": "dos", "gpt": "gpt"}[scheme], "unit: sectors",
             "label-id: " + {"mbr": "0xf1257161",
                             "gpt": "F1257161-0000-4000-8000-000000000000"}[scheme]]
    at = FIRST
    for part in parts:
        part.start = part.start or at
        kind = part.mbr_type if scheme == "mbr" else part.gpt_type
        lines.append(f"start={part.start}, size={part.size // SECTOR}, type={kind}")
        at = -(-(part.start + part.size // SECTOR) // FIRST) * FIRST
    return "\n".join(lines) + "\n", at * SECTOR


def make_disk(image, parts, scheme="mbr", size=0):
    """An image with these partitions; "gpt" disks get a BIOS boot partition in front."""
    if scheme == "gpt" and not any(p.kind == "bios" for p in parts):
        parts.insert(0, Part("bios", size=MIB))
    script, end = partition_table(parts, scheme)
    with open(image, "wb") as f:
        f.truncate(size or end + MIB)
    run("sfdisk", "-q", image, input=script)
    for part in parts:
        if part.kind.startswith("ext"):
            make_ext(image, part)
        elif part.kind == "vfat":
            make_fat(image, part)
    return Path(image)


def make_floppy(image, tree, label="FIRSTLIGHT"):
    """A 1.44 MB FAT12 floppy without a boot loader."""
    part = Part("vfat", tree, size=1440 * 1024, label=label)
    with open(image, "wb") as f:
        f.truncate(part.size)
    make_fat(image, part)
    return Path(image)


def change(image, at, new=None):
    """Other bytes at this place; without `new`, one bit flipped."""
    with open(image, "r+b") as f:
        f.seek(at)
        old = f.read(len(new) if new else 1)
        f.seek(at)
        f.write(new or bytes([old[0] ^ 0x10]))


def install(image, *options, core=BUILD / "core.img", boot=BUILD / "boot.img"):
    """Make the image bootable with our installer."""
    run(BUILD / "fl-install", "--core", core, "--boot", boot, *options, image)
    return Path(image)
