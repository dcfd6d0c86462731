# targets.py - what the bench is to show, and whether it does.  Pure: numbers in, verdicts out.

from dataclasses import dataclass

import growth
import rounds
import sizes
from disks import FILESYSTEMS, FLOOR, GRUB, INTERFACES, NAMES, OURS, SYSLINUX, Case
from payload import SIZES

INSTRUCTIONS = {("big", "virtio"): 17e6, ("big", "ahci"): 17e6,
                **{("tiny", interface): 6e6 for interface in INTERFACES}}
IDE_FLOOR = 1.25
A_CALL = 63.5 * 1024                    # bytes of the longest read
CALLS_MORE, CALLS_PLUS = 1.05, 40
DECODE = 45                             # instructions an output byte
IDLE = 0.03                             # of one CPU
FRAME = 1 / 60                          # seconds
MENU = 1 / 10                           # of GRUB's
LINEAR = 1.25                           # a unit in the last interval / in the one before it


@dataclass
class Verdict:
    what: str
    limit: str
    found: str                          # "failed" when it could not be measured
    met: bool


def judge(what, limit, value, show):
    """At most `limit`; None is a failure."""
    if value is None:
        return Verdict(what, show(limit), "failed", False)
    return Verdict(what, show(limit), show(value), value <= limit)


def worst(values):
    """The greatest; None when one is missing: a failure is the worst of all."""
    values = list(values)
    return None if None in values else max(values)


def ours(size):
    return [Case(OURS, filesystem, size) for filesystem in FILESYSTEMS]


def millions(n):
    return f"{n / 1e6:.1f} M"


def times(n):
    return f"{n:.2f}"


def judge_instructions(counted):
    for (size, interface), limit in INSTRUCTIONS.items():
        yield judge(f"{size}, {NAMES[interface]}: instructions", limit,
                    worst(rounds.median(counted[c, interface]) for c in ours(size)), millions)
    floor = counted[Case(FLOOR, "", "big"), "ide"]
    yield judge("big, IDE: instructions / the floor's", IDE_FLOOR,
                worst(rounds.median_ratio(counted[c, "ide"], floor) for c in ours("big")), times)


def judge_wall(wall):
    """Ours against the better of the other two, filesystem by filesystem.  The least of the
    rounds: what else the host does only adds."""
    for size in SIZES:
        for interface in INTERFACES:
            ratios = []
            for case in ours(size):
                others = [rounds.least(wall[Case(loader, case.filesystem, size), interface])
                          for loader in (GRUB, SYSLINUX)]
                mine = rounds.least(wall[case, interface])
                ratios.append(None if None in (mine, *others) else mine / min(others))
            yield judge(f"{size}, {NAMES[interface]}: seconds / the better of GRUB and SYSLINUX",
                        1, worst(ratios), times)


def payload_bytes(size):
    return sum(SIZES[size])


def judge_calls(found):
    limit = payload_bytes("big") / A_CALL * CALLS_MORE + CALLS_PLUS
    calls = [found[c] and found[c]["calls"] for c in ours("big")]
    yield judge("big: INT 13h calls that read", limit, worst(calls),
                lambda n: f"{n:.0f}")


def decode_rate(stages, unpacked):
    """Instructions a byte from the decompressor's first to its last."""
    found = stages["tiny, AHCI"]
    return found and found["decode it (CRC, LZMA)"][0] / unpacked


def judge_keys(found):
    ours = found[OURS]
    for way, (median, _) in (ours or {}).items():
        yield judge(f"a key at the menu, by {way}: milliseconds until its answer", FRAME, median,
                    lambda s: f"{1000 * s:.1f}")
    if not ours:
        yield Verdict("a key at the menu", "", "failed", False)


def judge_growth(found):
    for what, lines in found.items():
        for line, points in lines.items():
            if None in points:
                yield Verdict(f"growth, {what}, {line}: linear", "", "failed", False)
                continue
            before, last = growth.slopes(points)[-2:]
            yield judge(f"growth, {what}, {line}: the last unit / those before", LINEAR,
                        last / before, times)


def verdicts(found):
    """[Verdict] of all parts."""
    unpacked = next(n for _, what, n, _ in found["sizes"] if what == sizes.LOADER)
    theirs = found["menu"].get(GRUB)
    menu = theirs and found["menu"][OURS] / theirs
    return [
        *judge_instructions(found["counted"]), *judge_wall(found["wall"]),
        *judge_calls(found["traffic"]),
        judge("checking and decoding the loader: instructions an output byte", DECODE,
              decode_rate(found["stages"], unpacked), lambda n: f"{n:.1f}"),
        judge("menu drawn and idle: host CPU", IDLE, found["idle"][OURS],
              lambda n: f"{n:.1%}"),
        *judge_keys(found["keys"]),
        judge("Debian's menu drawn: instructions / GRUB's", MENU, menu, times),
        *(judge(f"{what}: bytes", limit, size, lambda n: f"{n:,}")
          for whose, what, size, limit in found["sizes"] if limit),
        *judge_growth(found["growth"])]
