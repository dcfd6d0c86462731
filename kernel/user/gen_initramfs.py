# gen_initramfs.py - an initramfs (cpio "newc", gzip) from a list, without root and with the
# same bytes each time.
#
#     gen_initramfs.py LIST [NAME=VALUE]... > OUT.cpio.gz     {NAME} in the list is VALUE

import gzip
import stat
import sys

ALIGN = 4                               # headers and contents start at multiples of it
TRAILER = "TRAILER!!!"


def pad(data):
    return data + b"\0" * (-len(data) % ALIGN)


def entry(number, name, mode, data=b"", major=0, minor=0):
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, major, minor, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % f for f in fields)
    return pad(head + name.encode() + b"\0") + pad(data)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def entries(path, names):
    """(name, mode, data, major, minor) of each thing that the list names, once each."""
    seen = set()
    with open(path) as f:
        lines = [line.split("#")[0].format(**names).split() for line in f]
    for kind, name, *rest in filter(None, lines):
        if kind == "links":
            links = read(rest[0]).decode().split()
            found = [(link.lstrip("/"), stat.S_IFLNK | 0o777, name.encode(), 0, 0) for link in links]
        elif kind == "link":
            found = [(name, stat.S_IFLNK | 0o777, rest[0].encode(), 0, 0)]
        elif kind == "dir":
            found = [(name, stat.S_IFDIR | int(rest[0], 8), b"", 0, 0)]
        elif kind == "file":
            found = [(name, stat.S_IFREG | int(rest[0], 8), read(rest[1]), 0, 0)]
        elif kind == "node":
            found = [(name, stat.S_IFCHR | int(rest[0], 8), b"", int(rest[1]), int(rest[2]))]
        else:
            sys.exit(f"{path}: {kind}: dir, file, link, links or node")
        for item in found:
            if item[0] not in seen:
                seen.add(item[0])
                yield item


def main(path, *values):
    names = dict(value.split("=", 1) for value in values)
    items = [*entries(path, names), (TRAILER, 0, b"", 0, 0)]
    data = b"".join(entry(i, *item) for i, item in enumerate(items, 1))
    sys.stdout.buffer.write(gzip.compress(data, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
