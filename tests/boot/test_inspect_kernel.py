# test_inspect_kernel.py - fl-inspect on kernels, beside their headers.

import struct
import zlib
from pathlib import Path

import pytest

from core_image import SECTOR
from images import change
from inspector import fl_inspect, inspect
from machine import BUILD

CLOUD_KERNEL = BUILD / "guest/vmlinuz"


def header(file, offset, kind):
    return struct.unpack_from("<" + kind, file, offset)[0]


@pytest.mark.parametrize("kernel", [BUILD / "vmlinuz", CLOUD_KERNEL, Path("/boot/memtest86+x64.bin")])
def test_kernel(kernel):
    report, file = inspect(kernel), kernel.read_bytes()
    found = report["kernel"]
    version = header(file, 0x206, "H")
    assert report["kind"] == "kernel"
    assert found["protocol"] == f"{version >> 8}.{version & 255:02}"
    text = file[header(file, 0x20E, "H") + 0x200:].split(b"\0")[0].decode().strip()
    assert text.startswith(found["version"][:200])
    assert found["setup_bytes"] == (file[0x1F1] + 1) * 512
    assert found["system_bytes"] == header(file, 0x1F4, "I") * 16
    assert found["code32_address"] == header(file, 0x214, "I")
    assert found["initrd_max_address"] == header(file, 0x22C, "I")
    assert found["relocatable"] == bool(file[0x234])
    assert found["alignment"] == header(file, 0x230, "I")
    assert found["cmdline_bytes"] == header(file, 0x238, "I")
    assert found["preferred_address"] == header(file, 0x258, "Q")
    assert found["init_bytes"] == header(file, 0x260, "I")
    assert found["handover_offset"] == header(file, 0x264, "I")
    assert int(found["loadflags"].split(":")[0], 0) == file[0x211]
    if header(file, 0x24C, "I"):
        at = found["setup_bytes"] + header(file, 0x248, "I")
        magic = {"lz4": b"\x02\x21\x4c\x18", "xz": b"\xfd7zXZ"}[found["payload"]["packed_with"]]
        assert found["payload"]["offset"] == at and file[at:].startswith(magic)


def small_kernel(**fields):
    """One with a checksum as Linux makes it."""
    head = bytearray(3 * SECTOR)
    struct.pack_into("<BHI", head, 0x1F1, 2, 0, fields.get("paragraphs", 16))
    struct.pack_into("<HBBIHIHH", head, 0x1FE, 0xAA55, 0xEB, 0x6A, 0x53726448, 0x20F, 0, 0,
                     fields.get("version_at", 0x100))
    head[0x300:0x306] = b"1.2.3\0"
    struct.pack_into("<II", head, 0x248, 0, fields.get("payload", 0))
    body = bytes(head) + bytes(16 * 16 - 4)
    return body + struct.pack("<I", zlib.crc32(body) ^ 0xFFFFFFFF)


def test_kernel_checksum(tmp_path):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel())
    assert inspect(kernel)["kernel"]["checksum"] == "ok"
    assert inspect(kernel)["kernel"]["version"] == "1.2.3"
    change(kernel, 0x500)
    assert inspect(kernel)["kernel"]["checksum"] != "ok"


@pytest.mark.parametrize("fields, reason", [
    ({"paragraphs": 17}, "shorter than its header says"), ({"version_at": 0xFFFF}, "version text"),
    ({"payload": 10**6}, "not inside of the file")])
def test_bad_kernel(tmp_path, fields, reason):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel(**fields))
    found = inspect(kernel, 1)["kernel"]
    assert reason in found.get("problem", "") + found.get("payload", {}).get("problem", "")


def test_kernel_cut_in_its_setup(tmp_path):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel()[:0x2A0])
    assert "inside the setup part" in inspect(kernel, 1)["kernel"]["problem"]


def test_text_that_no_screen_should_get(tmp_path):
    """Escape sequences in what others wrote are shown as dots, bytes that are no UTF-8 too."""
    kernel = tmp_path / "vmlinuz"
    for wild, shown in ((b"\x1b[2J1\n", ".[2J1"), (b"1\xc2\x9b2J", "1..2J"), (b"\xff\xfe1", "..1"),
                        ("é1".encode(), "é1")):
        raw = bytearray(small_kernel())
        raw[0x300:0x300 + len(wild) + 1] = wild + b"\0"
        kernel.write_bytes(raw)
        assert inspect(kernel)["kernel"]["version"] == shown
        assert b"\x1b" not in fl_inspect(kernel).stdout.encode()
