# elf.py - what a linked file says: where it is entered, and the bytes of an address.

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# Of the class with 32 and with 64 bits: e_entry, e_shoff, e_shentsize, e_shnum, and of a
# section sh_type, sh_flags, sh_addr, sh_offset, sh_size.
HEADER  = {1: "<24xI4xI10xHH", 2: "<24xQ8xQ10xHH"}
SECTION = {1: "<4xIIIII", 2: "<4xIQQQQ"}
PROGBITS, ALLOC = 1, 2


@dataclass
class Section:
    start: int
    data: bytes


@dataclass
class Elf:
    entry: int
    sections: list                      # those that are in memory

    def at(self, address, size):
        """Up to `size` bytes from an address on; none where the file has none."""
        for section in self.sections:
            skip = address - section.start
            if 0 <= skip < len(section.data):
                return section.data[skip:skip + size]
        return b""


@lru_cache
def read(path):
    raw = Path(path).read_bytes()
    bits = raw[4]
    entry, table, size, count = struct.unpack_from(HEADER[bits], raw)
    sections = []
    for n in range(count):
        kind, flags, start, offset, length = struct.unpack_from(SECTION[bits], raw, table + n * size)
        if kind == PROGBITS and flags & ALLOC:
            sections.append(Section(start, raw[offset:offset + length]))
    return Elf(entry, sections)
