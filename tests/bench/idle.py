# idle.py - what a menu that waits for a key costs the host: CPU time of QEMU, of one CPU.

import os
import time

import rounds
from disks import (GRUB, GRUB_MODULES, LOADERS, OURS, SYSLINUX, WORK, partition,
                   put_syslinux_mbr)
from grub import install_grub
from images import SECTOR, install, make_disk, run
from machine import Disk, Machine
from payload import SIZES, make_files

SECONDS = 10
SETTLE = 3                              # seconds after which nothing is drawn any more
ENTRIES = 10
LAST_TITLE = f"waiting {ENTRIES - 1}"
GRUB_CFG = """set timeout=-1
serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
""" + "".join(f"menuentry 'waiting {i}' {{\n  linux /vmlinuz\n}}\n" for i in range(ENTRIES))
SYSLINUX_CFG = "SAY waiting\nPROMPT 1\nTIMEOUT 0\nLABEL x\n  LINUX /vmlinuz\n"
DRAWN = {OURS: LAST_TITLE, GRUB: LAST_TITLE, SYSLINUX: "boot:"}


def disk(loader):
    image = WORK / f"idle-{loader.lower()}.img"
    tree = {**make_files(*SIZES["tiny"]), "boot/grub/grub.cfg": GRUB_CFG,
            "syslinux.cfg": SYSLINUX_CFG}
    part = partition("FAT32", tree)
    make_disk(image, [part])
    if loader == OURS:
        install(image)
    elif loader == GRUB:
        install_grub(image, modules=[*GRUB_MODULES, "serial", "terminal"])
    else:
        run("syslinux", "--install", "--offset", part.start * SECTOR, image)
        put_syslinux_mbr(image)
    return image


def cpu_seconds(pid):
    """Of a process, all its threads, in user and kernel mode (proc(5), fields 14 and 15)."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one(loader, cpu):
    with Machine([Disk(disk(loader))]) as pc:
        pc.expect_screen(DRAWN[loader])
        time.sleep(SETTLE)
        before, start = cpu_seconds(pc.process.pid), time.perf_counter()
        time.sleep(SECONDS)
        used = cpu_seconds(pc.process.pid) - before
        return used / (time.perf_counter() - start)


def measure():
    """{loader: part of one CPU, or None}"""
    return {loader: found[0] for loader, found in
            rounds.do(LOADERS, one, 1, rounds.all_cpus()[:1]).items()}
