# wall.py - seconds from power-on to the kernel's first instruction, the BIOS included.
#
# One run at a time, in rounds that take the loaders in turn: only numbers of one round can be
# compared.

import qemu
import rounds
from disks import BIOS, Case, bios_alone, jobs

ALONE = Case(BIOS, "", "")


def last_cpu():
    """The first is the one that hosts' interrupts like best."""
    return rounds.all_cpus()[-1:]


def measure(cases, runs):
    """{(case, interface): [seconds, one a round]}; ALONE is one of the cases."""
    disks = {ALONE: bios_alone(), **{case: case.image for case in cases}}
    return rounds.do(jobs(disks), lambda job, cpu: qemu.timed(disks[job[0]], job[1], cpu), runs,
                     last_cpu())


def measure_unpaced(cases, runs):
    """The same for the big payload on one filesystem, when QEMU's threads run as the host likes."""
    some = [case for case in cases if case.size == "big" and case.filesystem in ("", "ext4, 4 KiB")]
    return rounds.do(jobs(some), lambda job, cpu: qemu.plain(job[0].image, job[1])[1], runs,
                     last_cpu())
