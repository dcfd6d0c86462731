"""make_fs_seeds.py CORPUS - the first inputs of fuzz_ext2, fuzz_fat, fuzz_part.

Small images without the zeros at their end: the targets' disk is zeros behind its bytes."""

import os
import pathlib
import subprocess
import sys
import tempfile

EXT = {
    "ext2": "-t ext2", "ext2-rev0": "-t ext2 -r 0 -O none",
    "ext4": "-t ext4 -O ^has_journal",
    "ext4-inline": "-t ext4 -O ^has_journal,inline_data",
}


def tool(*command):
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, MTOOLS_SKIP_CHECK="1"))


def seed(corpus, target, name, data):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    data = data.rstrip(b"\0")
    assert len(data) < 40 << 10, (name, len(data))
    (folder / name).write_bytes(data)


def make_tree(root):
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/a file with a long name.cfg").write_bytes(b"set timeout=5\n" * 100)
    (root / "a/empty").write_bytes(b"")
    with open(root / "sparse", "wb") as f:
        for at in (0, 3000, 20000, 300000):
            f.seek(at)
            f.write(b"data at %d" % at)


def ext_seeds(corpus, work, tree):
    (tree / "link").symlink_to("a")
    (tree / "slow").symlink_to("./" * 40 + "a/b")
    for name, options in EXT.items():
        image = work / name
        tool("mke2fs", "-q", "-F", "-b", "1024", *options.split(), "-N", "24", "-m", "0",
             "-I", "128" if "rev0" in name else "256", "-d", tree, image,
             80)
        seed(corpus, "fuzz_ext2", name, image.read_bytes())
    (tree / "link").unlink()
    (tree / "slow").unlink()


def fat_seeds(corpus, work, tree):
    for bits, size in ((12, 64), (16, 2400), (32, 34000)):
        image = work / f"fat{bits}"
        tool("mkfs.vfat", "-F", bits, "-s", 1, "-f", 1, "-n", "SEED", "-C", image, size)
        tool("mcopy", "-i", image, "-s", tree / "a", "::")
        # Only the head: the FAT32 table alone would be too long.
        data = image.read_bytes()
        if bits == 32:
            data = shrink_fat32(data)
        seed(corpus, "fuzz_fat", f"fat{bits}", data)


def shrink_fat32(data):
    """Give the table 16 sectors and move what follows it there."""
    def field(at, size):
        return int.from_bytes(data[at:at + size], "little")
    reserved, table = field(14, 2), field(36, 4)
    head = bytearray(data[:(reserved + 16) * 512])
    head[36:40] = (16).to_bytes(4, "little")
    return bytes(head) + data[(reserved + table) * 512:]


def part_seeds(corpus, work):
    image = work / "gpt"
    with open(image, "wb") as f:
        f.truncate(4096 * 512)
    subprocess.run(["sfdisk", "-q", image], text=True, check=True,
                   input="label: gpt\nfirst-lba: 34\nsize=100\nsize=200\n")
    seed(corpus, "fuzz_part", "gpt", image.read_bytes()[:34 * 512])
    image = work / "sgdisk"
    tool("truncate", "-s", 4096 * 512, image)
    tool("sgdisk", "-o", "-a", 1, "-n", "1:40:+64", "-t", "1:ef02", "-n", "5:128:+300", image)
    seed(corpus, "fuzz_part", "sgdisk", image.read_bytes()[:34 * 512])
    subprocess.run(["sfdisk", "-q", image], text=True, check=True,
                   input="label: dos\nfirst-lba: 1\nstart=1, size=2\nstart=4, size=60, type=f\n"
                         "start=5, size=3\nstart=10, size=4\nstart=20, size=9, type=b\n")
    seed(corpus, "fuzz_part", "logical", image.read_bytes()[:64 * 512])

    def entry(kind, start, sectors):
        return (bytes([0, 0, 0, 0, kind, 0, 0, 0]) + start.to_bytes(4, "little") +
                sectors.to_bytes(4, "little"))

    def sector(*entries):
        return bytes(446) + b"".join(entries).ljust(64, b"\0") + b"\x55\xaa"
    seed(corpus, "fuzz_part", "mbr",
         sector(entry(0x83, 1, 2), entry(5, 3, 20), entry(0x0c, 2, 9)) + bytes(1024) +
         sector(entry(0x83, 1, 1), entry(5, 3, 3)) + bytes(1024) +
         sector(entry(0x83, 1, 1), entry(5, 6, 3)) + bytes(1024) + sector(entry(0x83, 1, 1)))


def main():
    corpus = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        make_tree(work / "tree")
        ext_seeds(corpus, work, work / "tree")
        fat_seeds(corpus, work, work / "tree")
        part_seeds(corpus, work)


main()
