"""test_fs.py - ext2/3/4 and FAT images of other people's tools, read by ours."""

import os
import random

import pytest

from ext_images import EXT, LINKS, contents, make_tree, small_ext_images, tool
from fscat import cat, check_tree, directories, fscat, line, refusal


@pytest.mark.parametrize("name", EXT)
def test_ext(name, ext_image, files):
    image = ext_image(name)
    done = fscat(image, "tree", "(hd0)/.").stdout.decode().splitlines()
    want = [line("(hd0)/./" + n, data) for n, data in files.items()]
    want += [line("(hd0)/./" + n, files[f]) for n, (_, f) in LINKS.items()]
    want.append(line("(hd0)/./dirlink/grub.cfg", files["boot/grub/grub.cfg"]))
    missing = set(want) - set(done)
    assert not missing, (sorted(missing)[:5], done[:5])
    for i in (1, 2):
        assert f"(hd0)/./loop{i}: more than 16 symlinks on the path" in done
    assert "(hd0)/./dangling: file not found" in done
    # Nothing else: each name once, the directories, lost+found.
    dirs = directories(files) | {"sub", "lost+found", "dirlink", "."}
    assert len(done) == len(want) + 3 + len(dirs), set(done) - set(want)
    vols = fscat(image, "vols").stdout.decode()
    assert "ext2 01234567-89ab-cdef-0123-456789abcdef [a label]" in vols


@pytest.mark.parametrize("name", ["ext2-1k", "ext4-inline", "ext4-4k"])
def test_ext_paths(name, ext_image, files):
    image, config = ext_image(name), files["boot/grub/grub.cfg"]
    for path in ("/boot/grub/grub.cfg", "//boot//grub///grub.cfg",
                 "/boot/./grub/../grub/grub.cfg",
                 "/../boot/grub/grub.cfg", "/dirlink/../grub/grub.cfg", "/sub/../fast",
                 "/d0/d1/../../fast"):
        assert cat(image, "(hd0)" + path) == config, path
    assert refusal(image, "cat", "(hd0)/boot") == "not a file"
    assert refusal(image, "cat", "(hd0)/boot/vmlinuz/x") == "file not found"
    assert refusal(image, "cat", "(hd0)/Boot/vmlinuz") == "file not found"
    assert refusal(image, "list", "(hd0)/fast") == "not a directory"


@pytest.mark.parametrize("options", ["-t ext4 -b 1024", "-t ext2 -b 4096"])
def test_ext_large_directory(options, tmp_path):
    files = {"d/file-number-%05d" % i: b"%d" % i for i in range(5000)}
    image = tmp_path / "i"
    tool("mke2fs", "-q", "-F", *options.split(), "-N", "6000", "-d",
         make_tree(tmp_path / "t", files), image, "32M")
    tool("e2fsck", "-fyD", image, status=(0, 1))               # makes it a tree of hashes
    if "ext4" in options:
        assert "Root node" in tool("debugfs", "-R", "htree /d", image)
    check_tree(image, files, extra=["lost+found"])


@pytest.mark.parametrize("native", [1024, 2048, 4096])
def test_ext_on_large_sectors(native, ext_image, files):
    image = ext_image("ext4-1k")
    for name in ("boot/vmlinuz", "sparse", "sizes/13000"):
        assert cat(image, "(hd0)/" + name, native=native) == files[name]


def debugfs(image, *commands):
    tool("debugfs", "-w", "-f", "-", image, text="\n".join(commands) + "\n")


@pytest.mark.parametrize("options", ["-t ext4 -b 1024 -O ^has_journal",
                                     "-t ext4 -b 4096 -O ^has_journal", "-t ext2 -b 1024",
                                     "-t ext4 -b 1024 -O ^extent,^64bit,^has_journal"])
def test_ext_fragmented(options, tmp_path):
    """A file in the holes that every second small file left: one block a fragment."""
    image, small, big = tmp_path / "i", tmp_path / "small", tmp_path / "big"
    block = int(options.split()[3])
    small.write_bytes(b"s" * block)
    data = random.Random(2).randbytes(1500 * block + 17)
    big.write_bytes(data)
    tool("mke2fs", "-q", "-F", *options.split(), "-m", "0", "-N", "4096",
         image, 4500 * block // 1024)
    debugfs(image, *[f"write {small} s{i}" for i in range(3300)],
            *[f"rm s{i}" for i in range(0, 3300, 2)], f"write {big} big")
    stat = tool("debugfs", "-R", "stat big", image)
    assert stat.count("(") > 200, "not fragmented"
    assert cat(image, "(hd0)/big") == data


def test_ext_triple_indirect(tmp_path):
    image, big = tmp_path / "i", tmp_path / "big"
    # With 1 KiB blocks the triple table starts at 12 + 256 + 65536 blocks.
    with open(big, "wb") as f:
        for at in (0, 11, 12, 267, 268, 65803, 65804, 65900, 80000):
            f.seek(at * 1024 + 5)
            f.write(b"block %d" % at)
    tool("mke2fs", "-q", "-F", "-t", "ext2", "-b", "1024", "-d", _folder(tmp_path, big),
         image, "4M")
    assert cat(image, "(hd0)/big") == big.read_bytes()


def test_ext_hole_at_the_end(tmp_path):
    image, f = tmp_path / "i", tmp_path / "f"
    f.write_bytes(b"x" * 5000)
    os.truncate(f, 3 << 20)
    for options in ("ext4", "ext2"):
        tool("mke2fs", "-q", "-F", "-t", options, "-d", _folder(tmp_path, f), image, "4M")
        assert cat(image, "(hd0)/f") == f.read_bytes()


def _folder(tmp_path, *paths):
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    for path in paths:
        if not path.is_symlink():
            path.rename(folder / path.name)
            path.symlink_to(folder / path.name)
    return folder


@pytest.mark.parametrize("block", [1024, 4096])
def test_ext_uninitialised_extents(block, tmp_path):
    """What was allocated and never written reads as zeros, whatever lies there."""
    image, junk = tmp_path / "i", tmp_path / "junk"
    junk.write_bytes(b"J" * (2 << 20))
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-b", block, image, "8M")
    (tmp_path / "f").write_bytes(b"0123456789" * block)
    debugfs(image, f"write {junk} junk", "rm junk", f"write {tmp_path / 'f'} f",
            "fallocate f 5 300", f"sif f size {200 * block}")
    want = (b"0123456789" * block).ljust(200 * block, b"\0")
    assert tool("debugfs", "-R", "ex f", image).count("Uninit") == 1
    assert cat(image, "(hd0)/f") == want


@pytest.mark.parametrize("bit, name", [(0x1, "compression "), (0x8, "journal_dev "),
                                       (0x1000, "dirdata "), (0x80000000, ""), (0x80000, "")])
def test_ext_unknown_feature(bit, name, tmp_path):
    image = tmp_path / "i"
    tool("mke2fs", "-q", "-F", "-t", "ext4", image, "1M")
    with open(image, "r+b") as f:
        f.seek(1024 + 0x60)
        old = int.from_bytes(f.read(4), "little")
        f.seek(1024 + 0x60)
        f.write((old | bit).to_bytes(4, "little"))
    assert refusal(image, "cat", "(hd0)/x") == f"ext2: unsupported feature {name}({hex(bit)})"


def test_ext_encrypted_file(tmp_path):
    image = tmp_path / "i"
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-O", "encrypt", image, "1M")
    debugfs(image, "write /dev/null f", "sif f flags 0x80800")
    assert refusal(image, "cat", "(hd0)/f").endswith("is encrypted")


def test_ext_needs_recovery(tmp_path):
    image = tmp_path / "i"
    (tmp_path / "t").mkdir()
    (tmp_path / "t/f").write_bytes(b"x")
    tool("mke2fs", "-q", "-F", "-t", "ext4", "-d", tmp_path / "t", image, "8M")
    debugfs(image, "feature needs_recovery")
    assert cat(image, "(hd0)/f") == b"x"


# --- FAT

FAT = {
    "fat12": ("-F 12", 4 << 10), "fat12-floppy": ("-F 12 -s 1", 1440),
    "fat16": ("-F 16", 32 << 10), "fat16-1k-sectors": ("-F 16 -S 1024", 32 << 10),
    "fat32": ("-F 32 -s 1", 48 << 10), "fat32-8s": ("-F 32 -s 8", 280 << 10),
    "fat32-2k-sectors": ("-F 32 -S 2048", 200 << 10),
    "fat32-4k-sectors": ("-F 32 -S 4096", 300 << 10),
    "fat32-one-table": ("-F 32 -f 1 -s 2", 80 << 10), "fat16-64k": ("-F 16 -s 128", 300 << 10),
}


def fat_contents(name):
    small = "12" in name
    files = contents(3, many=300 if small else 600, big=200_000 if small else 3_000_001)
    if small:
        del files["sparse"]
    return files


@pytest.mark.parametrize("name", FAT)
def test_fat(name, tmp_path):
    options, size = FAT[name]
    if "floppy" in name:
        files = {"A Name.txt": b"x" * 5000, "SUB/B.TXT": b"", "sub/c d e": b"y" * 513}
        files = {k.replace("SUB", "sub"): v for k, v in files.items()}
    else:
        files = fat_contents(name)
    source = make_tree(tmp_path / "tree", files)
    image = tmp_path / "i"
    tool("mkfs.vfat", *options.split(), "-i", "12AB00CD", "-n", "MY LABEL", "-C", image, size)
    tool("mcopy", "-i", image, "-s", *sorted(source.iterdir()), "::")
    check_tree(image, files)
    vols = fscat(image, "vols").stdout.decode()
    assert "fat 12AB-00CD [MY LABEL]" in vols, vols


def test_fat_names(tmp_path):
    image = tmp_path / "i"
    (tmp_path / "f").write_bytes(b"found")
    tool("mkfs.vfat", "-F", "16", "-C", image, 16 << 10)
    tool("mmd", "-i", image, "::Some Directory", "::/Some Directory/sub")
    tool("mcopy", "-i", image, tmp_path / "f", "::/Some Directory/sub/Long File Name.config")
    for path in ("/Some Directory/sub/Long File Name.config",
                 "/some directory/SUB/LONG FILE NAME.CONFIG",
                 "/SOMEDI~1/sub/LONGFI~1.CON",
                 "/./Some Directory/../somedi~1/sub/./longfi~1.con",
                 "/../some directory/sub/../sub//Long File Name.config"):
        assert cat(image, "(hd0)" + path) == b"found", path
    assert refusal(image, "cat", "(hd0)/some") == "file not found"
    assert refusal(image, "cat", "(hd0)/Some Directory")== "not a file"


@pytest.mark.parametrize("options", ["-F 12 -s 1", "-F 16 -s 1", "-F 32 -s 1"])
def test_fat_fragmented(options, tmp_path):
    image = tmp_path / "i"
    kib = {"12": 2000, "16": 2400, "32": 40 << 10}[options.split()[1]]
    tool("mkfs.vfat", *options.split(), "-C", image, kib)
    (tmp_path / "small").mkdir()
    for i in range(400):
        (tmp_path / "small" / ("s%d" % i)).write_bytes(b"s" * 512)
    tool("mcopy", "-i", image, "-s", tmp_path / "small", "::")
    # Everything else is filled, so that only the places of small files are left.
    last = tool("mdir", "-i", image, "::").splitlines()[-2]
    free = int("".join(c for c in last if c.isdigit()))
    (tmp_path / "fill").write_bytes(bytes(free))
    tool("mcopy", "-i", image, tmp_path / "fill", "::")
    tool("mdel", "-i", image, *["::small/s%d" % i for i in range(0, 400, 2)])
    data = random.Random(4).randbytes(99_999)
    (tmp_path / "big").write_bytes(data)
    tool("mcopy", "-i", image, tmp_path / "big", "::")
    fill = tool("mshowfat", "-i", image, "::big")
    assert fill.count("<") + fill.count(",") > 100, fill
    assert cat(image, "(hd0)/big") == data


# --- Damage

def small_images(folder):
    source, images = small_ext_images(folder)
    for bits, size in ((12, 256), (16, 2400), (32, 34000)):
        tool("mkfs.vfat", "-F", bits, "-s", 1, "-C", folder / f"fat{bits}", size)
        tool("mcopy", "-i", folder / f"fat{bits}", "-s", *sorted(source.iterdir()), "::")
    return images + [folder / n for n in ("fat12", "fat16", "fat32")]


def metadata_offsets(data):
    """Places worth damaging: whatever is not zero, most of it in the first blocks."""
    return [i for i in range(min(len(data), 200_000)) if data[i]]


def test_damaged_images(tmp_path):
    """A few hundred damaged images: each read to the end, and no sanitizer has a word."""
    images = small_images(tmp_path)
    victim = tmp_path / "victim"
    sentences = 0
    for image in images:
        good = image.read_bytes()
        places = metadata_offsets(good)
        head = min(len(good), 1 << 20)          # of the FAT32 image the rest is empty
        for seed in range(32):
            r = random.Random(f"{image.name} {seed}")
            bad = bytearray(good[:head])
            for _ in range(r.choice((1, 1, 2, 8, 64))):
                at = r.choice(places) & ~1
                bad[at:at + 2] = r.choice((b"\0\0", b"\xff\xff", r.randbytes(2), b"\1\0"))
            victim.write_bytes(bad)
            os.truncate(victim, r.choice((len(good), len(good), r.randrange(len(good)))))
            for command in (("vols",), ("tree", "(hd0)/.")):
                done = fscat(victim, *command)
                text = done.stderr.decode()
                assert done.returncode in (0, 1), (image.name, seed, text)
                sentences += b": ext2:" in done.stdout or b": fat:" in done.stdout
    assert sentences > 20, "the damage was never met"
