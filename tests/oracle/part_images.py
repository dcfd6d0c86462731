"""part_images.py - disks with partition tables, whole and damaged."""

import os
import random
import zlib

from ext_images import tool

MBR = """label: dos
start=2048, size=4096, type=83, bootable
start=6144, size=2048, type=c
start=8192, size=30000, type=5
start=10240, size=2048, type=83
start=14336, size=1024, type=82
start=18432, size=4096, type=83
"""
GPT = """label: gpt
start=2048, size=4096, type=21686148-6449-6E6F-744E-656564454649
start=8192, size=2048
start=16384, size=4096, name="a name"
"""


def make_disk(image, table, sectors=40960):
    with open(image, "wb") as f:
        f.truncate(sectors * 512)
    tool("sfdisk", "-q", image, text=table)


def make_gpt(image, native, starts, sectors, number=128, size=128, header_size=92):
    """A table for any sector size; sfdisk cannot make one for 4096 in a file."""
    r = random.Random(6)
    array = b"".join(r.randbytes(32) + a.to_bytes(8, "little") +
                     (a + n - 1).to_bytes(8, "little") + bytes(80) for a, n in starts)
    array = array.ljust(128 * 128, b"\0")
    span = -(-len(array) // native)
    with open(image, "wb") as f:
        f.truncate(sectors * native)
        f.seek(446)
        f.write(bytes([0, 0, 2, 0, 0xee, 255, 255, 255, 1, 0, 0, 0]) +
                (sectors - 1).to_bytes(4, "little") + bytes(48) + b"\x55\xaa")
        for here, other, at in ((1, sectors - 1, 2), (sectors - 1, 1, sectors - 1 - span)):
            header = (b"EFI PART" + bytes([0, 0, 1, 0]) + header_size.to_bytes(4, "little") +
                      bytes(8) +
                      b"".join(v.to_bytes(8, "little") for v in
                               (here, other, 2 + span, sectors - 2 - span)) + bytes(16) +
                      at.to_bytes(8, "little") + number.to_bytes(4, "little") +
                      size.to_bytes(4, "little") +
                      zlib.crc32(array).to_bytes(4, "little"))
            crc = zlib.crc32(header.ljust(header_size, b"\0")[:header_size])
            f.seek(here * native)
            f.write(header[:16] + crc.to_bytes(4, "little") + header[20:])
            f.seek(at * native)
            f.write(array)


def damage(image, at, data):
    with open(image, "r+b") as f:
        f.seek(at if at >= 0 else os.path.getsize(image) + at)
        f.write(data)


def write_table(image, sector, *entries):
    """The table of an MBR or an EBR: (type, first sector, sectors) of each entry."""
    rows = b"".join(bytes([0, 0, 0, 0, kind, 0, 0, 0]) + start.to_bytes(4, "little") +
                    count.to_bytes(4, "little") for kind, start, count in entries)
    damage(image, sector * 512 + 446, rows.ljust(64, b"\0") + b"\x55\xaa")
