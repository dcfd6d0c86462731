# core_image.py - core.img taken apart and put together, from common/core_image.h's words.
#
# A second opinion about the format: fl-mkimage and fl-install are checked against it.

import struct
import zlib

SECTOR = 512
BOOT_CODE = 440
BOOT_LBA = 0x5C
RUNS = 4
TAIL = SECTOR - 12 * RUNS - 12
MAGIC = 0x31434C46


def make_core(stub_bytes=2000, payload_bytes=25000, seed=1):
    """A core image with true checksums that no machine could run."""
    noise = noise_bytes(seed, stub_bytes + payload_bytes)
    payload = noise[stub_bytes:]
    stub = bytearray(noise[:stub_bytes])
    stub[4:28] = struct.pack("<6I", MAGIC, stub_bytes, payload_bytes, zlib.crc32(payload), 50000, 0)
    sector = bytearray(noise_bytes(seed + 1, SECTOR))
    sector[TAIL:] = bytes(12 * RUNS) + struct.pack("<III", stub_bytes, zlib.crc32(stub), 0)
    return seal(sector) + bytes(stub) + payload


def seal(sector):
    """The first sector with its own checksum made true."""
    return bytes(sector[:-4]) + struct.pack("<I", zlib.crc32(bytes(sector[:-4])))


def make_boot():
    return noise_bytes(7, 510) + b"\x55\xaa"


def noise_bytes(seed, size):
    """Bytes without a zero sector, always the same for a seed."""
    out = bytearray()
    state = seed * 2654435761 % 2**32 or 1
    while len(out) < size:
        state = (state * 1664525 + 1013904223) % 2**32
        out += struct.pack("<I", state)
    return bytes(out[:size])


def block_list(core):
    """(lba, sectors) of each run in the first sector of a core image."""
    runs = [struct.unpack_from("<QI", core, TAIL + 12 * i) for i in range(RUNS)]
    return [run for run in runs if run[1]]


def first_lba(boot):
    return struct.unpack_from("<Q", boot, BOOT_LBA)[0]


def sectors(data):
    return -(-len(data) // SECTOR)


def padded(data):
    return data.ljust(sectors(data) * SECTOR, b"\0")
