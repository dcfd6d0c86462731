"""test_part.py - partition tables of other people's tools, and damaged ones, read by ours."""

import random

import pytest

from ext_images import tool
from fscat import cat, fscat, refusal
from part_images import GPT, MBR, damage, make_disk, make_gpt, write_table


def volumes(image, **options):
    done = fscat(image, "vols", **options)
    assert done.returncode == 0, done.stderr.decode()
    return [v.split()[:3] for v in done.stdout.decode().splitlines()]


def test_mbr(tmp_path):
    make_disk(tmp_path / "i", MBR)
    assert volumes(tmp_path / "i") == [
        ["hd0", "0", "40960"], ["hd0,msdos1", "2048", "4096"], ["hd0,msdos2", "6144", "2048"],
        ["hd0,msdos5", "10240", "2048"], ["hd0,msdos6", "14336", "1024"],
        ["hd0,msdos7", "18432", "4096"]]


@pytest.mark.parametrize("native", [512, 4096])
@pytest.mark.parametrize("break_at", [None, 1, -1, 2])
def test_gpt(native, break_at, tmp_path):
    """Whole, with a damaged header, backup, or first table."""
    image, k = tmp_path / "i", native // 512
    if native == 512:
        make_disk(image, GPT)
    else:
        make_gpt(image, native, ((2048, 4096), (8192, 2048), (16384, 4096)), 40960)
    if break_at:
        damage(image, break_at * native + 20, b"XXXX")
    want = [["hd0", "0", str(40960 * k)]]
    for i, (start, size) in enumerate(((2048, 4096), (8192, 2048), (16384, 4096))):
        want.append(["hd0,gpt%d" % (i + 1), str(start * k), str(size * k)])
    assert volumes(image, native=native) == want
    # The same bytes on a drive of 512-byte sectors, as behind a USB bridge.
    if native != 512:
        assert volumes(image) == want


def test_gpt_both_damaged(tmp_path):
    image = tmp_path / "i"
    make_disk(image, GPT)
    damage(image, 512 + 20, b"XXXX")
    damage(image, -512 + 20, b"XXXX")
    assert len(volumes(image)) == 1
    assert "damaged" in refusal(image, "cat", "(hd0,gpt1)/x")


@pytest.mark.parametrize("lie, sentence", [
    ({"number": 0xffffffff}, "GPT has 4294967295 entries of 128 bytes"),
    ({"size": 0}, "entries of 0 bytes"), ({"size": 127}, "entries of 127 bytes"),
    ({"size": 129}, "entries are damaged"),
    ({"size": 8192}, "entries of 8192 bytes"),
    ({"size": 256}, "entries are damaged"),
    ({"header_size": 91}, "header at sector 1 is damaged"),
    ({"header_size": 0}, "header at sector 1 is damaged"),
    ({"header_size": 513}, "header at sector 1 is damaged"),
    ({"starts": ((2048, 100), (0, 5))}, "partition 2 at sector 0 does not fit"),
    ({"starts": ((2048, 100), (3000, 0))}, "partition 2 at sector 3000 does not fit"),
    ({"starts": ((2048, 100), (3000, 90000))}, "partition 2 at sector 3000 does not fit")])
def test_gpt_lies(lie, sentence, tmp_path):
    make_gpt(tmp_path / "i", 512, **({"starts": ((2048, 100),), "sectors": 8192} | lie))
    assert sentence in refusal(tmp_path / "i", "cat", "(hd0,gpt2)/x")
    # What the table says of the others can be used.
    assert len(volumes(tmp_path / "i")) == (2 if "starts" in lie else 1)


def test_gpt_large_header(tmp_path):
    make_gpt(tmp_path / "i", 512, ((2048, 100),), 8192, header_size=512)
    assert len(volumes(tmp_path / "i")) == 2


def test_files_on_partitions(tmp_path):
    disk, part = tmp_path / "disk", tmp_path / "part"
    make_disk(disk, MBR)
    (tmp_path / "t").mkdir()
    (tmp_path / "t/f").write_bytes(b"on ext")
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-d", tmp_path / "t", part, "2M")
    damage(disk, 18432 * 512, part.read_bytes())
    tool("mkfs.vfat", "-C", tmp_path / "fat", 1024)
    tool("mcopy", "-i", tmp_path / "fat", tmp_path / "t/f", "::")
    damage(disk, 6144 * 512, (tmp_path / "fat").read_bytes())
    assert cat(disk, "(hd0,msdos7)/f") == cat(disk, "(hd0,7)/f") == b"on ext"
    assert cat(disk, "(hd0,msdos2)/f") == b"on ext"
    assert refusal(disk, "cat", "(hd0,msdos9)/f") == "hd0 has no partition msdos9"
    assert refusal(disk, "cat", "(hd0,gpt2)/f") == "hd0 has no partition gpt2"
    assert refusal(disk, "cat", "(hd1,1)/f") == "no such device"
    assert refusal(disk, "cat", "(hd0,5)/f") == "no known filesystem"


def test_superfloppy(tmp_path):
    """A FAT without partitions is not taken for a table, whatever its boot code is."""
    image = tmp_path / "i"
    tool("mkfs.vfat", "-F", "16", "-C", image, 16 << 10)
    damage(image, 446, bytes(random.Random(5).randbytes(64)))
    assert volumes(image) == [["hd0", "0", "32768"]]
    damage(image, 446, bytes([0, 1, 2, 3, 4, 5, 6, 7] + [255] * 8) + bytes(48))
    assert volumes(image) == [["hd0", "0", "32768"]]


def test_ebr_loops(tmp_path):
    image = tmp_path / "i"
    with open(image, "wb") as f:
        f.truncate(4 << 20)
    write_table(image, 0, (0x83, 64, 100), (5, 200, 2000))
    write_table(image, 200, (0x83, 10, 50), (5, 100, 200))
    write_table(image, 300, (0x83, 10, 50), (5, 100, 200))            # itself
    good = [["hd0", "0", "8192"], ["hd0,msdos1", "64", "100"], ["hd0,msdos5", "210", "50"],
            ["hd0,msdos6", "310", "50"]]
    assert volumes(image) == good
    assert "at sector 300 loops" in refusal(image, "cat", "(hd0,7)/x")
    write_table(image, 300, (0x83, 10, 50), (5, 0, 200))              # the first of the chain
    assert volumes(image) == good
    assert "at sector 200 loops" in refusal(image, "cat", "(hd0,7)/x")
    write_table(image, 300, (0x83, 10, 50), (5, 100000, 200))         # not on the disk
    assert volumes(image) == good
    assert "past the end" in refusal(image, "cat", "(hd0,7)/x")
    write_table(image, 300, (0x83, 10, 50), (5, 1000, 200))           # nothing there
    assert volumes(image) == good
    assert "sector 1200 has no 55 aa" in refusal(image, "cat", "(hd0,7)/x")


def test_partition_past_the_end(tmp_path):
    image = tmp_path / "i"
    with open(image, "wb") as f:
        f.truncate(1 << 20)
    write_table(image, 0, (0x83, 64, 100000), (0x83, 5000, 100), (0x83, 300, 10))
    assert [v[0] for v in volumes(image)] == ["hd0", "hd0,msdos1", "hd0,msdos3"]
    assert "partition 2 at sector 5000 does not fit" in refusal(image, "cat", "(hd0,2)/x")
