# test_inspect_unknown.py - fl-inspect on what is none of the things it knows, and on a disk's
# parts as people read them.

import json
import subprocess

import pytest

from images import MIB, Part, make_disk
from machine import BUILD, ROOT


def inspect(path, status):
    done = subprocess.run([BUILD / "asan/fl-inspect", "--json", path], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == status and not done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("file", [ROOT / "README.md", BUILD / "loader/loader.elf",
                                  BUILD / "initramfs.cpio.gz", BUILD / "stage2/diskboot.img"])
def test_any_other_file(file):
    assert inspect(file, 1) == {
        "file": str(file), "kind": "unknown", "bytes": file.stat().st_size // 512 * 512,
        "sectors": file.stat().st_size // 512,
        "problem": "neither a disk, nor a core.img, a boot sector or a kernel"}


def test_an_empty_disk_is_one(tmp_path):
    empty = tmp_path / "disk.img"
    empty.write_bytes(bytes(MIB))
    assert inspect(empty, 0)["kind"] == "disk"


def test_sizes_of_partitions(tmp_path):
    parts = [Part("raw", size=8 * MIB), Part("raw", size=1536 * 1024)]
    report = inspect(make_disk(tmp_path / "disk.img", parts), 0)
    assert [row["size"] for row in report["partitions"]] == ["8 MiB", "1.5 MiB"]


def test_format_of_core():
    core = inspect(BUILD / "core.img", 0)["core"]
    assert core["format"] == "FLC1" and core["bytes"] < core["room_in_memory"]
