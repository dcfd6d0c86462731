#!/usr/bin/python3
# cpio.py - initramfs archives (cpio, "newc") without root: device nodes and all.
#
#     cpio.py OUT.cpio.gz INIT         an initramfs with INIT as /init

import gzip
import stat
import sys

ALIGN = 4                               # headers, names and contents start at multiples of it
TRAILER = "TRAILER!!!"


def pad(data):
    return data + b"\0" * (-len(data) % ALIGN)


def entry(number, name, mode, data=b"", device=(0, 0)):
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % f for f in fields)
    return pad(head + name.encode() + b"\0") + pad(data)


def archive(files, devices=()):
    """An archive of {name: bytes}, with its folders; devices are (name, major, minor)."""
    folders = sorted({"/".join(name.split("/")[:i]) for name in [*files, *(d[0] for d in devices)]
                      for i in range(1, name.count("/") + 1)})
    out = [(f, stat.S_IFDIR | 0o755, b"", (0, 0)) for f in folders]
    out += [(f, stat.S_IFREG | 0o755, data, (0, 0)) for f, data in sorted(files.items())]
    out += [(f, stat.S_IFCHR | 0o600, b"", (major, minor)) for f, major, minor in devices]
    out.append((TRAILER, 0, b"", (0, 0)))
    return b"".join(entry(i, *e) for i, e in enumerate(out, 1))


def initramfs(init):
    """What Linux unpacks to its root, gzipped; the same bytes each time."""
    return gzip.compress(archive({"init": init}, [("dev/console", 5, 1)]), mtime=0)


def main(out, init):
    with open(init, "rb") as f:
        data = initramfs(f.read())
    with open(out, "wb") as f:
        f.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
