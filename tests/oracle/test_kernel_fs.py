"""test_kernel_fs.py - ext2/3/4 images and partition tables, read by the kernel's fs folder."""

import os
import random
import subprocess
import zlib
from pathlib import Path

import pytest

from ext_images import EXT, make_tree, small_ext_images, tool
from part_images import GPT, MBR, damage, make_disk, write_table

KFSCAT = os.environ.get("BUILD", "build") + "/kfscat"


def kfscat(image, *command):
    return subprocess.run([KFSCAT, str(image), *command], capture_output=True, timeout=60)


def tree(image, device="sda"):
    done = kfscat(image, "tree", device)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def disks(image):
    done = kfscat(image, "disks")
    assert done.returncode == 0, done.stderr.decode()
    return [tuple(row.split()) for row in done.stdout.decode().splitlines()]


def truth(root):
    """What the host says of a tree, in the words of kfscat; mke2fs -d drops nanoseconds."""
    rows = []
    for path in [root, *sorted(root.rglob("*"))]:
        info, more = path.lstat(), ""
        if path.is_symlink():
            more = os.readlink(path)
        elif path.is_file():
            more = f"{zlib.crc32(path.read_bytes()):08x}"
        size = 0 if path.is_dir() and not path.is_symlink() else info.st_size
        name = "." if path == root else f"./{path.relative_to(root)}"
        rows.append(f"{name} {info.st_mode:o} {info.st_nlink} {info.st_uid} {info.st_gid} "
                    f"{size} {int(info.st_mtime)}000000000 {more}")
    return rows


def without_root(rows):
    """The root and lost+found are mke2fs's own."""
    return sorted(r for r in rows if not r.startswith((". ", "./lost+found ")))


@pytest.mark.parametrize("name", EXT)
def test_ext(name, ext_image, ext_source):
    got, want = without_root(tree(ext_image(name))), without_root(truth(ext_source))
    assert got == want, sorted(set(got) ^ set(want))[:6]


@pytest.mark.parametrize("options", ["-t ext4 -b 1024", "-t ext2 -b 4096"])
def test_large_directory(options, tmp_path):
    source = make_tree(tmp_path / "t", {"d/file-number-%05d" % i: b"%d" % i for i in range(5000)})
    tool("mke2fs", "-q", "-F", *options.split(), "-N", "6000", "-d", source, tmp_path / "i", "32M")
    tool("e2fsck", "-fyD", tmp_path / "i", status=(0, 1))      # makes it a tree of hashes
    assert without_root(tree(tmp_path / "i")) == without_root(truth(source))


def test_everything_of_an_inode(tmp_path):
    """Ids of 32 bits, nanoseconds, years before 1970 and after 2038, hard links, devices."""
    image = tmp_path / "i"
    source = make_tree(tmp_path / "t", {"old": b"o", "new": b"n", "a/link": b"twice"})
    os.link(source / "a/link", source / "b")
    os.utime(source / "old", (-1000000001, -1000000001))
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-I", "256", "-d", source, image, "4M")
    assert without_root(tree(image)) == without_root(truth(source))
    commands = ["sif new mtime 0x80000000", "sif new mtime_extra 0x%x" % (123456789 << 2 | 1),
                "sif old uid 123456", "sif old gid 4000000000", "sif old mode 0104755",
                "mknod null c 1 3", "mknod disk b 8 17", "mknod far c 1 3",
                "sif far block[0] 0", "sif far block[1] 0x%x" % (260 << 8 | 0x70 | 0x111 << 20),
                "mknod fifo p"]
    tool("debugfs", "-w", "-f", "-", image, text="\n".join(commands) + "\n")
    rows = {row.split()[0][2:]: row.split()[1:] for row in tree(image)}
    assert rows["new"][5] == str(((1 << 32) - (1 << 31)) * 10**9 + 123456789)
    assert rows["old"][:4] == ["104755", "1", "123456", "4000000000"]
    assert rows["b"] == rows["a/link"] and rows["b"][1] == "2"
    assert rows["null"][0].startswith("20")
    assert rows["null"][6] == "103" and rows["disk"][6] == "811"
    assert rows["far"][6] == f"{260 << 8 | 0x70 | 0x111 << 20:x}"
    assert rows["fifo"][0].startswith("10")


def test_files_with_indirect_blocks_and_holes(tmp_path):
    """A file that needs pointers of three levels; one that starts with a hole of 5 GB."""
    source = make_tree(tmp_path / "t", {"x": b""})
    for name, at in (("three", 66 << 20), ("wide", 5 << 30)):
        with open(source / name, "wb") as f:
            f.seek(at)
            f.write(b"the end of " + name.encode())
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-d", source, tmp_path / "i", "8M")
    (source / "wide").unlink()
    tool("mke2fs", "-q", "-F", "-t", "ext2", "-b", "1024", "-d", source, tmp_path / "j", "8M")
    rows = tree(tmp_path / "j")
    assert without_root(rows) == without_root(truth(source))
    # 256 MB are what kfscat reads of all files: the size says that the file is there.
    assert any(r.startswith("./wide 100") and r.split()[5] == str((5 << 30) + 15)
               for r in tree(tmp_path / "i"))


@pytest.mark.parametrize("feature, word", [
    ("0x1", "0x1"), ("0x8", "0x8"), ("0x1000", "0x1000"), ("0x80000000", "0x80000000")])
def test_unknown_features_are_refused(feature, word, tmp_path):
    image = tmp_path / "i"
    tool("mke2fs", "-q", "-F", "-t", "ext4", image, "2M")
    with open(image, "r+b") as f:
        f.seek(1024 + 0x60)
        old = int.from_bytes(f.read(4), "little")
        f.seek(1024 + 0x60)
        f.write((old | int(feature, 16)).to_bytes(4, "little"))
    done = kfscat(image, "tree", "sda")
    assert done.returncode == 1
    assert done.stderr.decode() == \
        f"error -22\next2: sda has features that are not known ({word})\n"


def test_journal_encryption_and_size(tmp_path):
    image = tmp_path / "i"
    source = make_tree(tmp_path / "t", {"file": b"f" * 5000})
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-O", "encrypt", "-d", source, image, "4M")
    tool("debugfs", "-w", "-R", "feature needs_recovery", image)
    assert without_root(tree(image)) == without_root(truth(source))
    tool("debugfs", "-w", "-R", "sif file flags 0x80800", image)
    assert "./file: error -126" in tree(image)
    os.truncate(image, 3 << 20)
    done = kfscat(image, "tree", "sda")
    assert (done.returncode, done.stderr.decode().splitlines()) == \
        (1, ["error -22", "ext2: sda ends before its filesystem does"])


# --- Partitions


def test_mbr(tmp_path):
    image = tmp_path / "i"
    make_disk(image, MBR)
    assert disks(image) == [
        ("sda", "0", "40960"), ("sda1", "2048", "4096"), ("sda2", "6144", "2048"),
        ("sda3", "8192", "30000"), ("sda5", "10240", "2048"), ("sda6", "14336", "1024"),
        ("sda7", "18432", "4096")]
    source = make_tree(tmp_path / "t", {"f": b"on a logical partition"})
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-d", source, tmp_path / "part", "2M")
    damage(image, 18432 * 512, (tmp_path / "part").read_bytes())
    assert without_root(tree(image, "sda7")) == without_root(truth(source))
    assert kfscat(image, "tree", "sda1").stderr == b"error -22\n"
    assert kfscat(image, "tree", "sda4").stderr == b"error -2\n"


@pytest.mark.parametrize("broken", [(), (512,), (-512,), (1024,)])
def test_gpt(broken, tmp_path):
    """Whole, with a damaged header, backup, or first table."""
    make_disk(tmp_path / "i", GPT)
    for at in broken:
        damage(tmp_path / "i", at + 20, b"XXXX")
    assert disks(tmp_path / "i") == [
        ("sda", "0", "40960"), ("sda1", "2048", "4096"), ("sda2", "8192", "2048"),
        ("sda3", "16384", "4096")]


def test_gpt_both_damaged(tmp_path):
    image = tmp_path / "i"
    make_disk(image, GPT)
    damage(image, 512 + 20, b"XXXX")
    damage(image, -512 + 20, b"XXXX")
    assert disks(image) == [("sda", "0", "40960")]
    assert b"sda: both partition tables (GPT) are damaged\n" in \
        kfscat(image, "tree", "sda1").stderr


def test_two_chains(tmp_path):
    """Numbers go on from one to the other; who was deleted in the middle has none."""
    image = tmp_path / "i"
    with open(image, "wb") as f:
        f.truncate(4 << 20)
    write_table(image, 0, (5, 200, 300), (15, 600, 300))
    write_table(image, 200, (0x83, 10, 50), (5, 100, 100))
    write_table(image, 300, (0, 0, 0), (5, 200, 100))                 # deleted
    write_table(image, 400, (0x83, 10, 51))
    write_table(image, 600, (0x82, 10, 52))
    assert disks(image)[1:] == [("sda1", "200", "300"), ("sda5", "210", "50"),
                                ("sda6", "410", "51"), ("sda2", "600", "300"),
                                ("sda7", "610", "52")]
    write_table(image, 400, (0, 0, 0), (5, 100, 100))                 # an empty circle
    assert disks(image)[-1] == ("sda6", "610", "52")


def test_loops_and_lies(tmp_path):
    image = tmp_path / "i"
    with open(image, "wb") as f:
        f.truncate(4 << 20)
    write_table(image, 0, (0x83, 64, 100000), (0x83, 9000, 100), (0x83, 64, 100), (5, 200, 2000))
    write_table(image, 200, (0x83, 10, 50), (5, 100, 200))
    write_table(image, 300, (0x83, 10, 50), (5, 100, 200))            # itself
    found = disks(image)
    assert found[:3] == [("sda", "0", "8192"), ("sda3", "64", "100"), ("sda4", "200", "2000")]
    assert found[3] == ("sda5", "210", "50") and len(found) <= 16
    # A FAT without partitions: code stands where the table would.
    damage(image, 446, random.Random(5).randbytes(64))
    assert len(disks(image)) == 1


# --- Damage

def test_damaged_images(tmp_path):
    """Each is read to its end, all memory comes back, and no sanitizer has a word."""
    victim, refused = tmp_path / "victim", 0
    for image in small_ext_images(tmp_path)[1]:
        good = image.read_bytes()
        places = [i for i in range(200_000) if good[i]]
        for seed in range(16):
            r = random.Random(f"{image.name} {seed}")
            bad = bytearray(good)
            for _ in range(r.choice((1, 1, 2, 8, 64))):
                at = r.choice(places) & ~1
                bad[at:at + 2] = r.choice((b"\0\0", b"\xff\xff", r.randbytes(2), b"\1\0"))
            Path(victim).write_bytes(bad)
            os.truncate(victim, r.choice((len(good), len(good), r.randrange(len(good)))))
            done = kfscat(victim, "look", "sda")
            assert done.returncode in (0, 1), (image.name, seed, done.stderr.decode())
            refused += done.returncode
    assert 4 < refused < 60
