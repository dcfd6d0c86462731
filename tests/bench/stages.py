# stages.py - where the time of our own boot goes: the stages between the milestones of the boot
# timeline, and how much of each is spent in the BIOS's INT 13h.

import re

import rounds
import traffic
from disks import OURS, Case, partition, put_shim
from images import install, make_disk
from machine import ROOT
from payload import SIZES, WORK, make_files

MENU = "menuentry 'Linux {0}' {{\n  linux /vmlinuz quiet\n}}\n"
MENU_ENTRIES = 10
# What is shown, from which milestone to which.
STAGES = [
    ("read core.img, check its first stages", "MBR", "UNPACK"),
    ("decode it (CRC, LZMA)", "UNPACK", "UNPACKED"),
    ("find consoles, memory, disks", "UNPACKED", "PROBED"),
    ("read and parse grub.cfg", "PROBED", "CONFIG"),
    ("draw the menu", "CONFIG", "DRAWN"),
    ("read and place kernel and initrd", "CHOSEN", "LOADED"),
    ("hand over", "LOADED", "HANDOFF"),
]
BIOS = "the BIOS, up to the MBR"
# Sums over all stages, as the loader took them itself.
SUMS = [("all of the loader's reads: in INT 13h", "BIOS"),
        ("all of the loader's reads: copying", "COPIED")]


def milestones():
    """The names of the timeline's slots, in order."""
    text = (ROOT / "common/timeline.h").read_text()
    return re.findall(r"^\tM\((\w+),", text, re.M)


def split(said):
    """{stage or sum: (ticks, of them in INT 13h)} of one run with counters; a stage that was
    not passed is left out."""
    names = milestones()
    assert len(said.timeline) == len(names), "not our loader's timeline"
    when = dict(zip(names, said.timeline))
    found = {BIOS: (when["MBR"], 0)}
    for stage, begin, end in STAGES:
        if not when[begin] or not when[end]:
            continue
        inside = said.bios_ticks[names.index(begin):names.index(end)]
        found[stage] = (when[end] - when[begin], sum(inside))
    found.update((what, (when[name], 0)) for what, name in SUMS)
    return found


def menu_disk():
    """One that shows a menu, for the shortest time there is."""
    image = WORK / "menu.img"
    tree = {**make_files(*SIZES["tiny"]), "boot/grub/grub.cfg": "set timeout=1\n" + "".join(
        MENU.format(i) for i in range(MENU_ENTRIES))}
    make_disk(image, [partition("ext4, 4 KiB", tree)])
    install(image)
    put_shim(image)
    return image


def measure():
    """{what was booted: {stage: (ticks, in the BIOS)} or None}"""
    big, tiny = (Case(OURS, "ext4, 4 KiB", size).image for size in ("big", "tiny"))
    boots = {"big, AHCI": (big, "ahci"), "big, IDE": (big, "ide"), "tiny, AHCI": (tiny, "ahci"),
             "tiny with a menu, AHCI": (menu_disk(), "ahci")}

    def one(what, cpu):
        return split(traffic.counted(*boots[what], cpu))

    # One after the other: two of them copy the same disk.
    return {what: found[0] for what, found in
            rounds.do(list(boots), one, 1, rounds.all_cpus()[:1]).items()}
