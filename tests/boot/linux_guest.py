# linux_guest.py - Debian's kernel with a user space that tells what it was given.

import random
import sys
import zlib
from pathlib import Path

from machine import BUILD, ROOT

sys.path.insert(0, str(ROOT / "tests/boot/guest"))

from cpio import archive  # noqa: E402

KERNEL = BUILD / "guest/vmlinuz"
INITRAMFS = BUILD / "guest/initramfs.cpio.gz"
# no_timer_check: the timer test of Linux can fail under TCG on a loaded host.
CMDLINE = "console=ttyS0 no_timer_check quiet panic=-1"


def payload(name, size, seed=1):
    """{name in the archive: random bytes}: a file that the guest reports."""
    return {f"payload/{name}": random.Random(seed).randbytes(size)}


def initrds(folder, *payloads):
    """The initramfs and one more archive for each payload, as files in `folder`."""
    out = [INITRAMFS]
    for i, files in enumerate(payloads):
        out.append(Path(folder) / f"payload{i}.cpio")
        out[-1].write_bytes(archive(files))
    return out


def expect_guest(pc, cmdline, *payloads, timeout=120):
    """Wait until user space has said that all of it arrived; MemTotal in KiB."""
    pc.expect_exact(f"guest: cmdline {cmdline}\r", timeout=timeout)
    files = {name: data for p in payloads for name, data in p.items()}
    for name, data in sorted(files.items()):
        base = name.rpartition("/")[2]
        pc.expect_exact(f"guest: file {base} {len(data)} {zlib.crc32(data):08x}\r")
    memory = int(pc.expect(r"guest: memory (\d+)\r")[1])
    pc.expect("guest: done")
    assert pc.exit_status() == 0
    return memory
