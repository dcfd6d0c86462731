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
DRAW = "draw the menu"
# What is shown, from which milestone to which.
STAGES = [
    ("read core.img, check its first stages", "MBR", "UNPACK"),
    ("decode it (CRC, LZMA)", "UNPACK", "UNPACKED"),
    ("find consoles, memory, disks", "UNPACKED", "PROBED"),
    ("read and parse grub.cfg", "PROBED", "CONFIG"),
    (DRAW, "CONFIG", "DRAWN"),
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


def menu_disk(first=""):
    """One that shows a menu, for the shortest time there is; `first` begins its grub.cfg."""
    image = WORK / "menu.img"
    tree = {**make_files(*SIZES["tiny"]), "boot/grub/grub.cfg": first + "set timeout=1\n" + "".join(
        MENU.format(i) for i in range(MENU_ENTRIES))}
    make_disk(image, [partition("ext4, 4 KiB", tree)])
    put_shim(install(image))
    return image


def disk_of(size):
    return Case(OURS, "ext4, 4 KiB", size).image


# What is booted: which disk (made when its turn comes), on what.  `sleep` is in the part of the
# loader that is unpacked when it is first called, as is what draws the menu.
BOOTS = {
    "big, AHCI": (lambda: disk_of("big"), "ahci"), "big, IDE": (lambda: disk_of("big"), "ide"),
    "tiny, AHCI": (lambda: disk_of("tiny"), "ahci"),
    "tiny with a menu, AHCI": (menu_disk, "ahci"),
    "the same, `sleep 0` before the menu": (lambda: menu_disk("sleep 0\n"), "ahci"),
}


def measure():
    """{what was booted: {stage: (ticks, in the BIOS)} or None}"""
    def one(what, cpu):
        image, interface = BOOTS[what]
        return split(traffic.counted(image(), interface, cpu))

    # One after the other: some of them are copies of the same disk.
    return {what: found[0] for what, found in
            rounds.do(list(BOOTS), one, 1, rounds.all_cpus()[:1]).items()}
