# counted.py - guest instructions from the MBR's first to the kernel's first, of all loaders.

import qemu
import rounds
from disks import FLOOR, OURS, jobs


def measure(cases, runs):
    """{(case, interface): [instructions, one a round]}"""
    def one(job, cpu):
        case, interface = job
        return qemu.exact(case.image, interface, cpu).instructions

    return rounds.do(jobs(cases), one, runs, rounds.all_cpus())


def measure_unsteady(cases, runs):
    """The same for the floor and for us, when QEMU's threads run as the host likes."""
    some = [case for case in cases if case.size == "big" and
            (case.loader == FLOOR or (case.loader, case.filesystem) == (OURS, "ext4, 4 KiB"))]

    def one(job, cpu):
        case, interface = job
        return qemu.plain(case.image, interface, "-icount", qemu.ICOUNT)[0].instructions

    return rounds.do(jobs(some), one, runs, rounds.all_cpus()[:1])
