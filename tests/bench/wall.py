# wall.py - seconds of whole QEMU runs, from its start to its end, the BIOS included.
#
# One run at a time, in rounds that take the loaders in turn: only numbers of one round can be
# compared.

import qemu
import rounds
from disks import BIOS, Case, INTERFACES, bios_alone

ALONE = Case(BIOS, "", "")


def measure(cases, runs):
    """{(case, interface): [seconds, one a round]}; ALONE is one of the cases."""
    disks = {ALONE: bios_alone(), **{case: case.image for case in cases}}
    jobs = [(case, interface) for interface in INTERFACES for case in disks]
    return rounds.do(jobs, lambda job, cpu: qemu.plain(disks[job[0]], job[1])[1], runs,
                     rounds.all_cpus()[:1])
