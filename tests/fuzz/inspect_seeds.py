# inspect_seeds.py - the seeds of fuzz_inspect: small disks of each loader and table, and images.
#
#     inspect_seeds.py BUILD FOLDER       the files it makes are kept in git
#
# A seed of whole sectors is the start of a disk of 1 MiB; zeros follow.

import struct
import subprocess
import sys
import zlib
from pathlib import Path

BUILD, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
SECTOR = 512
BOOT_CODE = 440
GRUB = Path("/usr/lib/grub/i386-pc")
SYSLINUX_MBR = Path("/usr/lib/SYSLINUX")


def core(stub=64, payload=b"payload"):
    """A core.img of ours with true checksums, but for what is packed in it."""
    head = bytearray(stub)
    struct.pack_into("<5I", head, 4, 0x31434C46, stub, len(payload), zlib.crc32(payload), 3000)
    first = bytearray(SECTOR)
    struct.pack_into("<QI", first, SECTOR - 60, 2, 3)
    struct.pack_into("<II", first, SECTOR - 12, stub, zlib.crc32(bytes(head)))
    struct.pack_into("<I", first, SECTOR - 4, zlib.crc32(bytes(first[:-4])))
    return bytes(first) + bytes(head) + payload


def table(scheme, boot, more=b""):
    """A disk's first sectors, its table made by sfdisk or sgdisk, and other boot code."""
    path = FOLDER / "new.img"
    with open(path, "wb") as f:
        f.truncate(1 << 20)
    script = {"mbr": "label-id: 0xf1257161\nstart=48,size=10,type=83,bootable\nstart=60,size=100,type=5\n"
                     "start=62,size=10,type=82\n",
              "gpt": "label: gpt\nlabel-id: F1257161-0000-4000-8000-000000000000\nfirst-lba: 34\n"
                     "start=40,size=8,type=21686148-6449-6E6F-744E-656564454649,"
                     "uuid=F1257161-0000-4000-8000-000000000001\n"
                     "start=48,size=10,name=x,uuid=F1257161-0000-4000-8000-000000000002\n"}[scheme]
    subprocess.run(["sfdisk", "-q", path], input=script, text=True, check=True, capture_output=True)
    disk = bytearray(path.read_bytes())
    path.unlink()
    disk[:BOOT_CODE] = boot[:BOOT_CODE].ljust(BOOT_CODE, b"\0")
    at = SECTOR if scheme == "mbr" else 40 * SECTOR
    disk[at:at + len(more)] = more
    used = len(bytes(disk[:128 * SECTOR]).rstrip(b"\0"))
    return bytes(disk[:-(-used // SECTOR) * SECTOR])


def ours(lba):
    boot = bytearray((BUILD / "boot.img").read_bytes())
    boot[0x5C:0x64] = struct.pack("<Q", lba)
    return bytes(boot)


def limine():
    boot = bytearray(b"\xeb\x58\x90".ljust(SECTOR, b"\0"))
    boot[0x60:0x64] = b"\x68\x00\x70\x07"
    struct.pack_into("<HHQQ", boot, 0x1A4, 512, 512, 512, 1024)
    packed = zlib.compressobj(wbits=31)
    return bytes(boot), bytes(32) + packed.compress(b"stage 2 " * 40) + packed.flush()


def grub_core():
    made = FOLDER / "new.img"
    subprocess.run(["grub-mkimage", "-O", "i386-pc", "-p", "/boot/grub", "-o", made], check=True)
    image = made.read_bytes()
    made.unlink()
    return image


def kernel(version, size=4096):
    head = bytearray(3 * SECTOR + size)
    struct.pack_into("<BHI", head, 0x1F1, 2, 0, size // 16)
    struct.pack_into("<HBBIHIHH", head, 0x1FE, 0xAA55, 0xEB, 0x6A, 0x53726448, version, 0, 0, 0x100)
    head[0x300:0x308] = b"1.2.3 x\0"
    struct.pack_into("<II", head, 0x248, 64, 128)
    return bytes(head)


FOLDER.mkdir(parents=True, exist_ok=True)
SEEDS = {
    "core": core(),
    "core-whole": (BUILD / "core.img").read_bytes(),
    "grub-core": grub_core(),
    "boot": ours(1),
    "kernel-2.15": kernel(0x20F),
    "kernel-2.00": kernel(0x200),
    "disk-ours": table("mbr", ours(1), core()),
    "disk-ours-gpt": table("gpt", ours(40), core()),
    "disk-grub": table("mbr", (GRUB / "boot.img").read_bytes(), grub_core()),
    "disk-limine": table("mbr", *limine()),
    "disk-syslinux": table("mbr", (SYSLINUX_MBR / "mbr.bin").read_bytes()),
    "disk-gptmbr": table("gpt", (SYSLINUX_MBR / "gptmbr.bin").read_bytes()),
    "disk-empty": table("gpt", b""),
}

for name, data in SEEDS.items():
    (FOLDER / name).write_bytes(data)
