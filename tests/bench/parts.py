# parts.py - what each folder of the loader costs in core.img: the image made without its code
# and tables, beside the whole one.  Strings that are alike are kept once, so they are a row of
# their own.
#
#     parts.py        prints them; bench.py puts them into docs/performance.md

import os
import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

BUILD = Path(os.environ.get("BUILD", "build"))
FILES = {"start": "--loader", "start_code": "--code", "rest": "--rest", "rest_code": "--rest-code"}
WHAT = {
    "base": "errors, keys", "bios": "INT 13h, keyboard, screen, serial, the way to real mode and back",
    "boot": "Linux's boot protocol", "command": "commands", "common": "numbers, text, dates, CRC-32",
    "disk": "drives, cache", "entry": "entry, exceptions, the rest's first call",
    "fs": "ext2/3/4, FAT, block lists, loopback", "hash": "MD5, SHA-1, SHA-2, PBKDF2",
    "main": "from start to menu", "mem": "heap, memory map", "menu": "menu, editor, prompt, completion",
    "part": "MBR, GPT", "script": "the language", "strings": "sentences, names, usage lines",
    "term": "consoles, UTF-8, colours", "unpack": "gzip", "wiring": "who uses what",
}


def pieces():
    """(section, offset, size, part) of each input section, from the linker's map."""
    text = (BUILD / "loader/loader.map").read_text()
    text = text[text.index("Linker script and memory map"):]
    starts = {name: int(address, 16) for name, address in
              re.findall(r"\n\.(\w+)\s+0x([0-9a-f]+)\s+0x[0-9a-f]+\n", text) if name in FILES}
    ends = {name: starts[name] + (BUILD / f"loader/{name}.bin").stat().st_size for name in FILES}
    for section, address, size, path in re.findall(
            r"\n \.(\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) \S*?/loader/(\S+)\.o", text):
        where = int(address, 16)
        home = [name for name in FILES if starts[name] <= where < ends[name]]
        if home and int(size, 16) and not section.startswith(("debug", "bss")):
            folder = path.removeprefix("loader/").split("/")[0]
            part = "strings" if ".str" in section else folder
            yield home[0], where - starts[home[0]], int(size, 16), part


def core_size(without):
    """Bytes of core.img without these (section, offset, size)."""
    with tempfile.TemporaryDirectory() as folder:
        options = []
        for name, option in FILES.items():
            data = bytearray((BUILD / f"loader/{name}.bin").read_bytes())
            for section, offset, size in sorted(without, reverse=True):
                if section == name:
                    del data[offset:offset + size]
            Path(folder, name).write_bytes(data or b"\0")
            options += [option, Path(folder, name)]
        core = Path(folder, "core.img")
        subprocess.run([BUILD / "fl-mkimage", "-o", core, "--diskboot", BUILD / "stage2/diskboot.img",
                        "--decompress", BUILD / "decompress/lzma_decompress.img", *options],
                       check=True, stdout=subprocess.DEVNULL)
        return core.stat().st_size


def measure():
    """[[part, what it is, bytes, packed bytes]], the greatest first."""
    parts, plain = defaultdict(list), defaultdict(int)
    for section, offset, size, part in pieces():
        parts[part].append((section, offset, size))
        plain[part] += size
    whole = core_size([])
    rows = sorted(((whole - core_size(cut), part) for part, cut in parts.items()), reverse=True)
    return [[part, WHAT.get(part, ""), plain[part], packed] for packed, part in rows]


if __name__ == "__main__":
    for name, what, size, packed in measure():
        print(f"{name:10} {size:6} {packed:6}  {what}")
