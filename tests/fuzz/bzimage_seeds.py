# bzimage_seeds.py - the seeds of fuzz_bzimage: one small kernel file per kind of header.
#
# Run in tests/corpus/fuzz_bzimage; the files it makes are kept in git.

import struct


def kernel(version, relocatable, syssize, code32=0x100000, pref=0x100000, body=256):
    head = bytearray(2 * 512)
    struct.pack_into("<BHI", head, 0x1F1, 1, 0, syssize)
    struct.pack_into("<HBBIH", head, 0x1FE, 0xAA55, 0xEB, 0x6A, 0x53726448, version)
    head[0x211] = 1
    struct.pack_into("<I", head, 0x214, code32)
    struct.pack_into("<IIBBHI", head, 0x22C, 0x7FFFFFFF, 0x200000, relocatable, 21, 0, 2047)
    struct.pack_into("<QI", head, 0x258, pref, 0x80000)
    return bytes(head) + bytes(body)


SEEDS = {
    "linux-2.15": kernel(0x20F, 1, 16, pref=0x1000000),
    "memtest-2.12": kernel(0x20C, 0, 16),
    "ipxe-2.07": kernel(0x207, 0, 16, code32=0),
    "memdisk-2.03": kernel(0x203, 0, 0),
    "old-2.00": kernel(0x200, 0, 16),
}

for name, data in SEEDS.items():
    with open(name, "wb") as f:
        f.write(data)
