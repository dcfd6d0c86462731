# check_layers.py - includes point one way, addresses stand in layout.h, and only the
# folders next to the firmware say `int`.

import re
import sys
from pathlib import Path

LOADER = ["base", "bios", "term", "mem", "hash", "unpack", "disk", "part", "fs", "boot", "script", "command", "menu"]
KERNEL = ["abi", "cpu", "hw", "mm", "sched", "fs", "tty", "proc", "sys"]
# Every folder of the kernel may speak, may give up, and may know what it was started with.
GROUND = ("printk.h", "panic.h", "boot_info.h")
INT_FOLDERS = ("stage1/", "stage2/", "decompress/entry.asm", "loader/bios/", "kernel/entry/",
               "kernel/proc/vdso_image.asm",
               "tests/")
# What the metal starts with joins bios/ and main(), as wiring.c joins the rest.
ALLOWED = {("loader/bios/bios_main.c", "main.h")}
ADDRESS = re.compile(r"\b0x[0-9a-f]{4,}\b|\b[0-9][0-9a-f]{3,}h\b", re.I)
# Numbers of four digits and more that are no addresses: magic values of the BIOS and of
# formats.  The word on the line says which.
NO_ADDRESS = re.compile(r"magic|signature|0xaa55|55aah|aa55h|smap|mask|crc|cr0|ax,|bx,|equ|apm|bits?\b"
                        r"|polynomial|53[0-9a-f]{2}h|flags|limit|dw |dd |dq |assert|timeline",
                        re.I)

complaints = []


def complain(path, line, text):
    complaints.append(f"{path}:{line}: {text}")


def layer_of(include, order):
    """Where an include lies: a position in the order, -1 for common/, None for others."""
    folder = include.split("/")[0] if "/" in include else ""
    if folder == "common" or include in GROUND:
        return -1
    return order.index(folder) if folder in order else None


def check_includes(root, order):
    for path in sorted(Path(root).rglob("*.[ch]")):
        inside = path.relative_to(root).parts
        own = order.index(inside[0]) if len(inside) > 1 and inside[0] in order else None
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match or own is None:
                continue
            their = layer_of(match[1], order)
            if (str(path), match[1]) in ALLOWED:
                continue
            if their is None or their > own:
                complain(path, number, f"{inside[0]} must not include {match[1]}")


def check_common():
    for path in sorted(Path("common").glob("*.[ch]")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if match and not match[1].startswith("common/"):
                complain(path, number, f"common must not include {match[1]}")


def code_of(line):
    return line.split(";")[0] if ";" in line else line


def check_assembly():
    for path in sorted(p for folder in ("stage1", "stage2", "decompress", "loader", "kernel")
                       for end in ("*.asm", "*.inc", "*.ld") for p in Path(folder).rglob(end)):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            code = code_of(line) if path.suffix != ".ld" else re.sub(r"/\*.*?\*/", "", line)
            if path.suffix != ".ld" and re.search(r"\bint\s+[0-9]", code) \
                    and not str(path).startswith(INT_FOLDERS):
                complain(path, number, "only the firmware's neighbours call it: int")
            if str(path).startswith("kernel/"):
                continue                # links where Linux's boot protocol says
            if ADDRESS.search(code) and not NO_ADDRESS.search(line):
                complain(path, number, f"an address outside common/layout.h: {code.strip()}")


check_common()
check_includes("loader", LOADER)
check_includes("kernel", KERNEL)
check_assembly()
print("\n".join(complaints), end="\n" if complaints else "")
sys.exit(bool(complaints))
