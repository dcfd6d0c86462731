# growth.py - what a boot costs as its files, directories, configs and fragments grow.

import qemu
import rounds
from disks import WORK
from growth_disks import (config_disk, ext_directory_disk, ext_pieces_disk, fat_directory_disk,
                          fat_pieces_disk, finish, initrd_disk)

MEMORY = "1G"
FAT_MOST = 65000                        # a FAT directory has at most 65536 entries
TEN_TO = [10, 100, 1000, 10000, 30000, 100000]

# {what grows: {line: (maker, what it is told before the size, sizes)}}
SERIES = {
    "MiB of initrd": {
        "ext4": (initrd_disk, ["ext4, 4 KiB"], [1, 8, 64, 256]),
        "FAT32": (initrd_disk, ["FAT32"], [1, 8, 64, 256])},
    "entries of the directory": {
        "ext4, indexed": (ext_directory_disk, [True], TEN_TO),
        "ext4, not indexed": (ext_directory_disk, [False], TEN_TO),
        "FAT32": (fat_directory_disk, [], [min(n, FAT_MOST) for n in TEN_TO])},
    "entries of the menu": {
        "ext4": (config_disk, ["ext4, 4 KiB"], [10, 100, 1000, 3000, 10000])},
    "fragments of 4 KiB": {
        "ext4": (ext_pieces_disk, [], [1, 10, 100, 1000, 3000, 10000]),
        "FAT32": (fat_pieces_disk, [], [1, 10, 100, 1000, 3000, 10000])},
}


def one(job, cpu):
    """[size as it became, instructions]"""
    what, line, n = job
    make, told, _ = SERIES[what][line]
    image = WORK / f"grow-{cpu}.img"
    try:
        size = make(image, *told, n)
        return [size, qemu.exact(finish(image), "ahci", cpu, MEMORY).instructions]
    finally:
        image.unlink(missing_ok=True)


def measure():
    """{what grows: {line: [[size, instructions] or None]}}"""
    jobs = [(what, line, n) for what, lines in SERIES.items() for line, (_, _, sizes)
            in lines.items() for n in sizes]
    found = rounds.do(jobs, one, 1, rounds.all_cpus())
    return {what: {line: [found[what, line, n][0] for n in sizes]
                   for line, (_, _, sizes) in lines.items()} for what, lines in SERIES.items()}


def slopes(points):
    """Instructions a unit, across each interval."""
    return [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(points, points[1:])]
