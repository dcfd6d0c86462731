"""ext_images.py - what lies in the images of the oracle tests, and how they are made."""

import os
import random
import subprocess

TOOLS = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin", LC_ALL="C.UTF-8",
             MTOOLS_SKIP_CHECK="1")


def tool(*command, text=None, status=(0,)):
    done = subprocess.run([str(c) for c in command], input=text, text=True, env=TOOLS,
                          capture_output=True, timeout=120)
    assert done.returncode in status, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


# What lies in every image: names to contents.  Lengths around the sizes that matter: the
# inode's 60 bytes, inline data in it, blocks and clusters.
def contents(seed, many=400, big=3_000_001):
    r = random.Random(seed)
    files = {
        "boot/grub/grub.cfg": b"set timeout=5\nmenuentry 'x' {\n}\n",
        "boot/vmlinuz": r.randbytes(big),
        "empty": b"",
        "A Long Name With Spaces And.Many.Dots": r.randbytes(70000),
        "n" * 200 + ".txt": b"long",
        "grün-日本": "ümläut".encode(),
        "UPPER.TXT": b"upper", "lower.txt": b"lower", "Mixed.TxT": b"mixed",
        "/".join("d%d" % i for i in range(25)) + "/deepest": b"deep",
        # mke2fs keeps holes: 1 MiB of zeros between data.
        "sparse": r.randbytes(5000) + bytes(1 << 20) + r.randbytes(9),
    }
    for size in (1, 59, 60, 61, 100, 130, 155, 156, 157, 511, 512, 513, 1023, 1024, 1025, 4095,
                 4096, 4097, 12 * 1024, 12 * 1024 + 1, 13000, 60000, 300000):
        files["sizes/%d" % size] = r.randbytes(size)
    for i in range(many):
        files["many/file-number-%05d" % i] = b"%d" % i
    return files


def make_tree(root, files):
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as f:
            for at in range(0, len(data), 4096):        # leave holes where there are zeros
                piece = data[at:at + 4096]
                if piece.strip(b"\0"):
                    f.seek(at)
                    f.write(piece)
            f.truncate(len(data))
    return root


LINKS = {                       # symlink to target and to what it must show
    "fast": ("boot/grub/grub.cfg", "boot/grub/grub.cfg"),
    "sub/up": ("../boot/../boot/./grub/grub.cfg", "boot/grub/grub.cfg"),
    "absolute": ("/boot/grub/grub.cfg", "boot/grub/grub.cfg"),
    "target-59": ("/" * 41 + "boot/vmlinuz"[:18] + "", "boot/vmlinuz"),
    "slow": ("./" * 50 + "boot/vmlinuz", "boot/vmlinuz"),
    "slower": ("./" * 500 + "boot/vmlinuz", "boot/vmlinuz"),
    "chain0": ("chain1", "sizes/60"), "chain1": ("chain2", "sizes/60"),
    "chain2": ("/chain3", "sizes/60"), "chain3": ("sizes/60", "sizes/60"),
}

EXT = {
    "ext2-1k": "-t ext2 -b 1024",
    "ext2-2k": "-t ext2 -b 2048",
    "ext2-4k": "-t ext2 -b 4096",
    "ext2-rev0": "-t ext2 -r 0 -O none -b 1024",
    "ext2-nofiletype": "-t ext2 -b 1024 -O ^filetype,^sparse_super,^resize_inode",
    "ext3-1k": "-t ext3 -b 1024",
    "ext4-1k": "-t ext4 -b 1024",
    "ext4-2k": "-t ext4 -b 2048",
    "ext4-4k": "-t ext4 -b 4096",
    "ext4-64k": "-t ext4 -b 65536",
    "ext4-no64bit": "-t ext4 -b 1024 -O ^64bit,^metadata_csum",
    "ext4-blockmap": "-t ext4 -b 1024 -O ^extent,^64bit",
    "ext4-meta_bg": "-t ext4 -b 1024 -O meta_bg,^resize_inode",
    "ext4-meta_bg-groups": "-t ext4 -b 1024 -g 512 -O meta_bg,^resize_inode,^flex_bg",
    "ext4-groups": "-t ext4 -b 1024 -g 1024 -O ^resize_inode",
    "ext4-inode128": "-t ext4 -I 128",
    "ext4-inode1024": "-t ext4 -b 2048 -I 1024 -O inline_data",
    "ext4-inline": "-t ext4 -b 1024 -O inline_data",
    "ext4-inline-4k": "-t ext4 -b 4096 -O inline_data",
    "ext4-csum_seed": "-t ext4 -O metadata_csum,metadata_csum_seed",
    "ext4-uninit_bg": "-t ext4 -O ^metadata_csum,uninit_bg",
    "ext4-large_dir": "-t ext4 -b 1024 -O large_dir",
    "ext4-orphan": "-t ext4 -O orphan_file",
    "ext4-bigalloc": "-t ext4 -b 4096 -O bigalloc -C 16384",
    "ext4-bigalloc-1k": "-t ext4 -b 1024 -O bigalloc -C 8192",
    "ext4-sparse2": "-t ext4 -b 1024 -g 1024 -O sparse_super2,meta_bg,^resize_inode,^flex_bg",
    "ext4-encrypt": "-t ext4 -O encrypt",
    "ext4-casefold": "-t ext4 -O casefold",
    "ext4-verity": "-t ext4 -O verity,project,quota,ea_inode,mmp",
    "ext4-all": "-t ext4 -b 1024 -g 1024 -O inline_data,meta_bg,^resize_inode,64bit,"
                "metadata_csum,metadata_csum_seed,large_dir,orphan_file,sparse_super2",
}


def small_ext_images(folder):
    """A few, to be damaged everywhere; and the tree that is in them, here without its links."""
    files = {"boot/grub/grub.cfg": b"x" * 3000, "a/b/c": b"deep",
             "sparse": b"s" + bytes(50000) + b"e",
             "long name number one": b"1" * 700}
    files.update({"many/%d" % i: b"%d" % i for i in range(40)})
    source = make_tree(folder / "small", files)
    (source / "link").symlink_to("boot/grub/grub.cfg")
    (source / "slow").symlink_to("./" * 40 + "a/b/c")
    kinds = {"ext2": "-t ext2 -b 1024", "ext4": "-t ext4 -b 1024 -O ^has_journal",
             "inline": "-t ext4 -b 1024 -O inline_data,^has_journal,metadata_csum_seed",
             "meta_bg": "-t ext4 -b 1024 -g 256 -O ^has_journal,meta_bg,^resize_inode"}
    for name, options in kinds.items():
        tool("mke2fs", "-q", "-F", *options.split(), "-N", "96", "-d", source, folder / name,
             "512k")
    (source / "link").unlink()
    (source / "slow").unlink()
    return source, [folder / name for name in kinds]
