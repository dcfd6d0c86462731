# growth_disks.py - disks of one kind in growing sizes: long files, full directories, long
# configs, files in many pieces.  Made without root: what no tool makes in reasonable time is
# written as bytes, and e2fsck or mtools says that it is a filesystem.

import os
import re
import struct
import tempfile
from pathlib import Path

import here  # noqa: F401
from disks import FILESYSTEMS, PART_SIZE, put_shim
from images import EXT_UUID, FIRST, MIB, SECTOR, Part, install, make_disk, run
from payload import SETUP, make_files

OFFSET = FIRST * SECTOR                 # of partition 1, bytes
BLOCK = 4096                            # and cluster
TINY = 64 * 1024
ENTRY = "menuentry 'Linux {0}' --class os {{\n  set x={0}\n  linux {1} quiet{2}\n}}\n"
EXT_DIR, EXT_FILE = 2, 1                # file types in ext4 directories
FAT_DIR, FAT_FILE = 0x10, 0x20          # attributes
FAT_MOST = 65536                        # entries of a FAT directory
EXTENTS_A_BLOCK = 340
BAD_CLUSTER = 0x0FFFFFF7


def config(kernel="/vmlinuz", initrd="", entries=1):
    more = f"\n  initrd {initrd}" if initrd else ""
    return "set timeout=0\n" + "".join(ENTRY.format(i, kernel, more) for i in range(entries))


def disk(image, filesystem, tree, more=()):
    kind, options = FILESYSTEMS[filesystem]
    make_disk(image, [Part(kind, tree, size=PART_SIZE, options=[*options, *more])])


def finish(image):
    install(image)
    put_shim(image)
    return image


def debugfs(image, *commands):
    with tempfile.NamedTemporaryFile("w") as script:
        script.write("\n".join(commands) + "\n")
        script.flush()
        return run("debugfs", "-w", "-f", script.name, f"{image}?offset={OFFSET}")


def check_ext(image, *options):
    """e2fsck puts right what was left open: link counts, bitmaps, with -D the index."""
    status = os.spawnvp(os.P_WAIT, "sh", [
        "sh", "-c", f"PATH=$PATH:/sbin:/usr/sbin e2fsck -fy {' '.join(options)} "
        f"'{image}?offset={OFFSET}' > '{image}.e2fsck' 2>&1"])
    text = Path(f"{image}.e2fsck").read_text()
    Path(f"{image}.e2fsck").unlink()
    assert status <= 1, text            # 1: repaired


# --- files and configs


def initrd_disk(image, filesystem, mib):
    files = make_files(TINY, mib * MIB)
    disk(image, filesystem, {**files, "boot/grub/grub.cfg": config(initrd="/initrd")})
    return mib


def config_disk(image, filesystem, entries):
    files = make_files(TINY, 0)
    disk(image, filesystem, {**files, "boot/grub/grub.cfg": config(entries=entries)})
    return entries


# --- full directories: the kernel is the last of them


EXT_RECORD = 24                         # bytes for each entry; a name of 15 fits
DUMMIES = 4                             # inodes that the other entries are links to
MOST_LINKS = 65000                      # of one inode


def ext_directory(entries):
    """The blocks of an ext4 directory of (inode, name, type)."""
    a_block, records = BLOCK // EXT_RECORD, []
    for i, (inode, name, kind) in enumerate(entries):
        at = i % a_block
        last = at == a_block - 1 or i == len(entries) - 1
        size = BLOCK - at * EXT_RECORD if last else EXT_RECORD
        head = struct.pack("<IHBB", inode, size, len(name), kind)
        records.append((head + name.encode()).ljust(size, b"\0"))
    return b"".join(records)


def inode(image, path):
    return int(re.search(r"Inode: (\d+)", debugfs(image, f"stat {path}"))[1])


def ext_directory_disk(image, index, n):
    """`index`: with a hash index, as mke2fs has it; else the entries lie in order only."""
    features = ["-O", "^metadata_csum" + ("" if index else ",^dir_index")]
    dummies = {f"f{i}": b"" for i in range(DUMMIES)}
    disk(image, "ext4, 4 KiB", {**make_files(TINY, 0), **dummies,
                                "boot/grub/grub.cfg": config("/dir/vmlinuz")}, features)
    inodes = [inode(image, f"/{name}") for name in dummies]
    assert n <= DUMMIES * MOST_LINKS
    entries = [(2, ".", EXT_DIR), (2, "..", EXT_DIR)]
    entries += [(inodes[i % DUMMIES], f"file{i:06d}.cfg", EXT_FILE) for i in range(n - 1)]
    entries.append((inode(image, "/vmlinuz"), "vmlinuz", EXT_FILE))
    with tempfile.NamedTemporaryFile() as file:
        file.write(ext_directory(entries))
        file.flush()
        debugfs(image, f"write {file.name} dir", "sif /dir mode 040755",
                f"ssv hash_seed {EXT_UUID}")    # else each run has another order
    # And makes "." the inode that /dir has got only now.
    check_ext(image, *(["-D"] if index else []))
    return n


def fat_layout(f):
    """(first byte of FAT 1, bytes of a FAT, first byte of cluster 2) of partition 1."""
    f.seek(OFFSET)
    boot = f.read(SECTOR)
    reserved, = struct.unpack_from("<H", boot, 14)
    fat_sectors, = struct.unpack_from("<I", boot, 36)
    fat = OFFSET + reserved * SECTOR
    return fat, fat_sectors * SECTOR, fat + 2 * fat_sectors * SECTOR


def fat_record(name, attribute, cluster, size):
    return struct.pack("<11sB8xH4xHI", name.encode(), attribute, cluster >> 16,
                       cluster & 0xFFFF, size)


def fat_directory_disk(image, n):
    """A file of directory entries becomes a directory by one byte."""
    files = make_files(TINY, 0)
    disk(image, "FAT32", {**files, "boot/grub/grub.cfg": config("/dir/vmlinuz")})
    volume = f"{image}@@{OFFSET}"
    first = int(re.search(r"<(\d+)", run("mshowfat", "-i", volume, "::/vmlinuz"))[1])
    records = [fat_record(".          ", FAT_DIR, 0, 0), fat_record("..         ", FAT_DIR, 0, 0)]
    records += [fat_record(f"F{i:07d}CFG", FAT_FILE, 0, 0) for i in range(n - 1)]
    records.append(fat_record("VMLINUZ    ", FAT_FILE, first, TINY + SETUP))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "dir").write_bytes(b"".join(records))
        run("mcopy", "-i", volume, Path(folder, "dir"), "::/")
    with open(image, "r+b") as f:
        root = fat_layout(f)[2]
        f.seek(root)
        at = root + f.read(BLOCK).index(b"DIR        ")
        f.seek(at + 11)
        f.write(bytes([FAT_DIR]))
        f.seek(at + 28)
        f.write(bytes(4))               # directories have no size
    return n


# --- files in pieces: what is free are holes of one block or cluster


def ext_pieces_disk(image, pieces):
    files = make_files(TINY, pieces * BLOCK)
    disk(image, "ext4, 4 KiB", {"vmlinuz": files["vmlinuz"],
                                "boot/grub/grub.cfg": config(initrd="/initrd")})
    blocks = PART_SIZE // BLOCK
    middle = blocks // 4
    # The extents themselves need blocks: a hole in front for them, which no data gets.
    room = -(-pieces // EXTENTS_A_BLOCK) + 2
    debugfs(image, f"setb 1 {blocks - 1}",
            *(f"freeb {at}" for at in range(middle, middle + 2 * pieces, 2)),
            f"freeb {middle - 2 * room} {room}")
    debugfs(image, f"write {files['initrd']} initrd")
    check_ext(image)
    return len(re.findall(r"^ *(\d+)/ *\1 +\d+/", debugfs(image, "ex -l /initrd"), re.M))


def fat_pieces_disk(image, pieces):
    files = make_files(TINY, pieces * BLOCK)
    disk(image, "FAT32", {"vmlinuz": files["vmlinuz"],
                          "boot/grub/grub.cfg": config(initrd="/initrd")})
    with open(image, "r+b") as f:
        fat, size, _ = fat_layout(f)
        f.seek(fat)
        first = memoryview(f.read(size)).cast("I").tolist().index(0)
        for cluster in range(first + 1, first + 2 * pieces, 2):
            for copy in (fat, fat + size):
                f.seek(copy + 4 * cluster)
                f.write(struct.pack("<I", BAD_CLUSTER))
    volume = f"{image}@@{OFFSET}"
    run("mcopy", "-i", volume, files["initrd"], "::/initrd")
    return run("mshowfat", "-i", volume, "::/initrd").count("<")
