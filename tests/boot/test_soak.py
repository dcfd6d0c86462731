# test_soak.py - boots of the default image in a row, with random keys on random machines.
#
# SOAK_BOOTS of them, from SOAK_SEED on; `make soak` makes 1000.  Of a boot that hangs
# build/soak/ keeps the serial log and the screen; SOAK_SEED=its seed SOAK_BOOTS=1 makes it again.

import os
from collections import Counter

import pytest

from machine import BUILD
from soak import Boot, Hang

BOOTS = int(os.environ.get("SOAK_BOOTS", "10"))
SEED = int(os.environ.get("SOAK_SEED", "1"))


def test_boots_end_in_the_kernel_or_at_the_menu():
    kept = BUILD / "soak"
    kept.mkdir(exist_ok=True)
    ends, hung = Counter(), []
    print(f"soak: {BOOTS} boots, seeds {SEED} to {SEED + BOOTS - 1}")
    for seed in range(SEED, SEED + BOOTS):
        boot, log = Boot(seed), kept / f"{seed}.serial"
        try:
            end = boot.run(log)
            log.unlink()
            boot.resets.unlink()
        except Hang as why:
            end = "hung"
            (kept / f"{seed}.report").write_text(str(why))
            hung.append(f"{boot} (build/soak/{seed}.report)")
        ends[end] += 1
        print(f"soak: {end:7} {boot}", flush=True)
    print("soak:", ", ".join(f"{n} {end}" for end, n in sorted(ends.items())))
    assert not hung, "\n".join(hung)
    assert sum(ends.values()) == BOOTS


# --- What the probe calls a hang.

FAULT = bytes.fromhex("fa 0f011e107c cc").ljust(510, b"\0") + b"\x55\xaa"     # cli; lidt of nothing; int3
STOP = bytes.fromhex("fa f4 ebfd").ljust(510, b"\0") + b"\x55\xaa"            # cli; hlt; jmp


@pytest.mark.parametrize("sector, why", [(FAULT, "the machine was reset"), (STOP, "nobody answers")])
def test_a_hang_is_noticed(tmp_path, sector, why):
    disk = tmp_path / "disk.img"
    disk.write_bytes(sector.ljust(1 << 20, b"\0"))
    boot = next(b for b in map(Boot, range(1000)) if b.early and b.keys)
    with pytest.raises(Hang) as hang:
        boot.run(tmp_path / "serial", disk, seconds=15)
    assert why in str(hang.value) and str(boot) in str(hang.value)
