# test_calls.py - families of system calls say the same on Debian's Linux and on our kernel.
#
# tests/boot/calls/NAME.c, built for 64 and for 32 bits, run on both; each is one test here.

import re

import pytest

import linux_guest
from machine import BUILD, ROOT, Machine

PROGRAMS = sorted(path.stem for path in (ROOT / "tests/boot/calls").glob("*.c"))
WIDTHS = [64, 32]
SECONDS = 600
RUNNER = """
mkdir /calls/room
for program in /calls/64/* /calls/32/*; do
	mkdir -m 755 /calls/room/dir
	cd /calls/room/dir
	echo "## ${program#/calls/}"
	timeout -s KILL 120 "$program" </dev/null 2>&1
	echo "-- $?"
	cd /
	rm -rf /calls/room/dir
done >/calls/out
echo BEGIN; cat /calls/out; echo END
# Not to the end of this: Linux powers off with output still on its way.
sleep 1000
"""


def run(kernel, initrd):
    """{"64/name": what it printed}."""
    arguments = ["-kernel", kernel, "-initrd", initrd, "-append",
                 "console=ttyS0 no_timer_check quiet loglevel=1 panic=-1 -- /calls/run"]
    with Machine(memory="256M", arguments=arguments) as pc:
        text = pc.expect(r"(?s)BEGIN\r+\n(.*?)\r+\nEND\r", timeout=SECONDS)[1]
    parts = re.split(r"(?m)^## (.*)\n", re.sub(r"\r+\n", "\n", text) + "\n")
    return dict(zip(parts[1::2], parts[2::2]))


@pytest.fixture(scope="module")
def both(build, tmp_path_factory):
    files = {f"calls/{width}/{name}": (BUILD / f"calls/{width}/{name}").read_bytes()
             for width in WIDTHS for name in PROGRAMS}
    files["calls/run"] = RUNNER.encode()
    first = (build / "initramfs.cpio.gz").read_bytes()
    path = tmp_path_factory.mktemp("calls") / "initrd"
    path.write_bytes(first + b"\0" * (-len(first) % 4) + linux_guest.archive(files))
    return run(linux_guest.KERNEL, path), run(build / "vmlinuz", path)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_same(both, name, width):
    linux, ours = (each[f"{width}/{name}"] for each in both)
    assert linux.endswith("-- 0\n"), f"not even on Linux\n{linux}"
    differ = [f"line {n}: {theirs!r}, ours {our!r}" for n, (theirs, our) in
              enumerate(zip(linux.splitlines(), ours.splitlines()), 1) if theirs != our]
    assert ours == linux, f"{len(differ)} lines differ\n" + "\n".join(differ[:40])
