# test_linux.py - the same commands on Debian's Linux and on our kernel say the same.
#
# Same initramfs, same /init, same busybox, Debian's of 64 bits and then of 32; only vmlinuz
# differs.  Found a bug?  Its command goes into commands.txt.

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

import linux_guest
from machine import ROOT, Machine

LIST = ROOT / "tests/boot/commands.txt"
AT_LEAST = 200
SECONDS = 300
RUNNER = """
while IFS= read -r line <&8; do
	echo "## $line"
	sh -c "$line" </dev/null 2>&1 8<&-
	echo "-- $?"
done 8</compare/commands >/compare/out
echo BEGIN; cat /compare/out; echo END
"""


def start(kernel, initrd):
    arguments = ["-kernel", kernel, "-initrd", initrd, "-append",
                 "console=ttyS0 no_timer_check quiet loglevel=1 panic=-1 -- /compare/run"]
    return Machine(memory="256M", arguments=arguments)


def said(pc):
    """What each command printed, in their order: [(command, text)]."""
    text = pc.expect(r"(?s)BEGIN\r+\n(.*?)\nEND\r", timeout=SECONDS)[1]
    parts = re.split(r"(?m)^## (.*)\n", re.sub(r"\r+\n", "\n", text) + "\n")
    return list(zip(parts[1::2], parts[2::2]))


@pytest.mark.parametrize("initramfs", ["initramfs.cpio.gz", "guest/initramfs32.cpio.gz"])
def test_same_words(build, tmp_path, initramfs):
    initrd = tmp_path / "initrd"
    files = {"compare/commands": LIST.read_bytes(), "compare/run": RUNNER.encode()}
    first = (build / initramfs).read_bytes()
    initrd.write_bytes(first + b"\0" * (-len(first) % 4) + linux_guest.archive(files))
    with start(linux_guest.KERNEL, initrd) as one, start(build / "vmlinuz", initrd) as other:
        # Both are listened to: Linux gives up what a full serial line does not take.
        with ThreadPoolExecutor() as ears:
            ours, linux = ears.map(said, [other, one])
    assert len(linux) >= AT_LEAST
    assert [command for command, _ in ours] == [command for command, _ in linux]
    differ = [f"{command}\nLinux:\n{theirs}ours:\n{our}"
              for (command, theirs), (_, our) in zip(linux, ours) if theirs != our]
    assert not differ, f"{len(differ)} of {len(linux)} differ\n" + "\n".join(differ)
