# traffic.py - what goes over to the disk: calls of INT 13h, commands of the controller, sectors.
#
# Twice over.  In the guest, before the loader, shim.asm counts calls that read and the sectors
# they ask for.  Outside, QEMU's trace events tell what the BIOS made of them: for AHCI one ATA
# command a call, for virtio-blk requests of at most 64 sectors.  The events include what is no
# loader's doing: the BIOS reads sector 0, and the shim one more.

import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import qemu
import rounds
from disks import with_counters

TRACES = {"virtio": "virtio_blk_handle_read", "ahci": "ide_exec_cmd"}
# READ SECTORS (EXT), READ MULTIPLE (EXT), READ DMA (EXT), as ATA numbers them.
READ_COMMANDS = {0x20, 0x24, 0xC4, 0x29, 0xC8, 0x25}


@dataclass
class Traffic:
    calls: int                          # of INT 13h that read, counted in the guest
    asked: int                          # sectors that they asked for
    ahci: int                           # ATA commands that read
    virtio: int                         # requests that read
    sectors: int                        # in those


def virtio_requests(trace):
    """(requests, sectors) of QEMU's trace."""
    sizes = [int(n) for n in re.findall(r"^virtio_blk_handle_read .* nsectors (\d+)$", trace, re.M)]
    return len(sizes), sum(sizes)


def ata_commands(trace):
    """How many commands of QEMU's trace read from a disk."""
    numbers = re.findall(r"^ide_exec_cmd .* cmd 0x([0-9a-f]+)$", trace, re.M)
    return sum(int(n, 16) in READ_COMMANDS for n in numbers)


def trace(image, interface):
    with tempfile.NamedTemporaryFile("r", suffix=".trace") as log:
        qemu.plain(image, interface, "-trace", TRACES[interface], "-D", log.name)
        return Path(log.name).read_text()


def counted(image, interface, cpu):
    """A boot with the counters in front of INT 13h, which cost some instructions a call."""
    copy = with_counters(image)
    try:
        return qemu.exact(copy, interface, cpu)
    finally:
        copy.unlink()


def one(case, cpu):
    said = counted(case.image, "ahci", cpu)
    requests, sectors = virtio_requests(trace(case.image, "virtio"))
    return asdict(Traffic(said.reads, said.sectors, ata_commands(trace(case.image, "ahci")),
                          requests, sectors))


def measure(cases):
    """{case: fields of Traffic, or None}

    One run at a time: two guests that never sleep, in real time, leave QEMU's other threads no
    CPU but every tenth of a second, and GRUB's 2,600 requests took more than five minutes."""
    return {case: found[0] for case, found in
            rounds.do(cases, one, 1, rounds.all_cpus()[:1]).items()}
