# gen_initramfs.py - what the bench's kernels start with.
#
#     gen_initramfs.py programs OUT.cpio.gz FOLDER    both widths of its program, and those that
#                                                     it starts: rdinit=/init or /init32
#     gen_initramfs.py start OUT.cpio.gz FOLDER FIRST.cpio.gz
#                                                     FIRST, but /init is the bench's

import gzip
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "boot/guest"))

from cpio import archive  # noqa: E402

CONSOLE = ("dev/console", 5, 1)
MOUNT_POINTS = ["proc/.keep", "sys/.keep"]


def pack(files, devices=()):
    return gzip.compress(archive(files, devices), mtime=0)


def programs(folder):
    names = {"init": "init64", "init32": "init32"}
    names.update({f"bench/{name}{width}": f"{name}{width}"
                  for name in ("tiny", "hello", "busybox") for width in (64, 32)})
    files = {name: (folder / source).read_bytes() for name, source in names.items()}
    files.update({name: b"" for name in MOUNT_POINTS})
    return pack(files, [CONSOLE])


def start(folder, first):
    return Path(first).read_bytes() + pack({"init": (folder / "init64").read_bytes()})


def main(what, out, folder, *more):
    Path(out).write_bytes({"programs": programs, "start": start}[what](Path(folder), *more))


if __name__ == "__main__":
    main(*sys.argv[1:])
