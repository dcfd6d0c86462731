"""make_loader_disk.py IMAGE - the disk of fuzz_loader_script: small, and something for each command."""

import gzip
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "boot"))

from images import MIB, Part, make_disk  # noqa: E402

ENTRY = "title Fuzz\nversion {0}\nlinux /vmlinuz\ninitrd /initrd\noptions root=x $kernelopts\nid f-{0}\n"
CONFIG = """set timeout=1
menuentry 'One' --id one --hotkey=o { linux /vmlinuz a; initrd /initrd; }
submenu 'More' { menuentry 'Two' { echo two; } }
"""


def kernel():
    """A bzImage of the smallest kind: boot protocol 2.12, 512 bytes of protected mode code."""
    head = bytearray(2 * 512)
    struct.pack_into("<BHI", head, 0x1F1, 1, 0, 32)
    struct.pack_into("<HBBIH", head, 0x1FE, 0xAA55, 0xEB, 0x6A, 0x53726448, 0x20C)
    head[0x211] = 1
    struct.pack_into("<I", head, 0x214, 0x100000)
    struct.pack_into("<IIBBHI", head, 0x22C, 0x7FFFFFFF, 0x200000, 1, 21, 0, 2047)
    struct.pack_into("<QI", head, 0x258, 0x1000000, 0x80000)
    return bytes(head) + bytes(512)


def tree():
    env = "# GRUB Environment Block\nsaved_entry=one\nnext_entry=\na=b\\\\c\n"
    files = {
        "boot/grub/grub.cfg": CONFIG, "boot/grub/grubenv": env.ljust(1024, "#"),
        "boot/grub/custom.cfg": "echo custom; source /boot/grub/custom.cfg\n",
        "vmlinuz": kernel(), "initrd": "i" * 700, "empty": "", "dir/one": "1", "dir/two": "2\n",
        "dir/sub/x.cfg": "f\n", "long": "abc def\n" * 300, "image": (b"x" * 510 + b"\x55\xaa") * 4,
        "sums": "d41d8cd98f00b204e9800998ecf8427e  empty\n",
        "z.cfg.gz": gzip.compress(CONFIG.encode() * 3, mtime=0),
    }
    for version in ("1.2-3", "1.10-1"):
        files[f"loader/entries/f-{version}.conf"] = ENTRY.format(version)
    return files


if __name__ == "__main__":
    make_disk(sys.argv[1], [
        Part("ext2", tree(), size=MIB, label="FUZZ", options=["-b", "1024", "-m", "0"]),
        Part("vfat", {"efi/boot/a.efi": "b", "one": "1"}, size=MIB, options=["-F", "12"])])
