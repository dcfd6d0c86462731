# payload.py - what every loader loads, and what tells it to.
#
# Random bytes, so that nothing is easier than it looks; the kernel is a probe, which tells the
# time of its first instruction.

import functools
import random
import threading

from here import HERE
from images import MIB, run
from machine import BUILD

WORK = BUILD / "bench"
one_at_a_time = threading.Lock()
SETUP = 1024                            # bytes of probe_kernel.asm before PAYLOAD
# Kernel and initrd, bytes.
SIZES = {"big": (8 * MIB, 32 * MIB), "tiny": (64 * 1024, 0)}


def assemble(name, to, *flags, **constants):
    run("nasm", f"-I{HERE}/", *flags, *(f"-D{k}={v}" for k, v in constants.items()),
        "-o", to, HERE / name)
    return to.read_bytes()


def make_kernel(path, size):
    """A kernel whose protected-mode part has `size` bytes."""
    code = assemble("probe_kernel.asm", path, PAYLOAD=size)
    path.write_bytes(code + random.Random(size).randbytes(size + SETUP - len(code)))
    return path


@functools.cache
def make_once(kernel, initrd):
    WORK.mkdir(parents=True, exist_ok=True)
    files = {"vmlinuz": make_kernel(WORK / f"kernel-{kernel}", kernel)}
    if initrd:
        files["initrd"] = WORK / f"initrd-{initrd}"
        with open(files["initrd"], "wb") as f:
            noise = random.Random(initrd)
            for at in range(0, initrd, MIB):
                f.write(noise.randbytes(min(MIB, initrd - at)))
    return files


def make_files(kernel, initrd):
    """{file name: path} of a payload of so many bytes, in WORK; not to be changed."""
    with one_at_a_time:
        return make_once(kernel, initrd)


def sectors(files):
    return sum(-(-path.stat().st_size // 512) for path in files.values())


def grub_cfg(files):
    lines = ["set timeout=0", "set default=0", "menuentry probe {", "  linux /vmlinuz quiet"]
    lines += ["  initrd /initrd"] if "initrd" in files else []
    return "\n".join(lines + ["}", ""])


def syslinux_cfg(files):
    lines = ["DEFAULT probe", "PROMPT 0", "LABEL probe", "  LINUX /vmlinuz", "  APPEND quiet"]
    return "\n".join(lines + (["  INITRD /initrd"] if "initrd" in files else []) + [""])
