# test_programs.py - Debian's programs and those of five C libraries say on our kernel what they
# say on the host's Linux.  A line of programs.txt runs in both widths, as $W.

import difflib
import re

import pytest

import linux_guest
import programs
from machine import ROOT, Machine

LIST = ROOT / "tests/boot/programs.txt"
SECONDS = 120
RUNNER = """
cd /programs
while IFS= read -r line <&8; do
	for w in 64 32; do
		echo "## $w $line"
		env -i {environment} W=$w \\
			./$w/busybox sh -c "ulimit -c 0; $line" </dev/null 2>&1 8<&-
		echo "-- $?"
	done
done 8</compare/commands >/compare/out
echo BEGIN; cat /compare/out; echo END
"""


@pytest.fixture(scope="module")
def said(build, tmp_path_factory):
    """{(width, command): (output, status)} on our kernel."""
    folder = tmp_path_factory.mktemp("programs")
    initrd = programs.initrd(build, folder / "initrd")
    environment = " ".join(f"{name}={value}" for name, value in programs.ENVIRONMENT.items())
    files = {"compare/commands": LIST.read_bytes(),
             "compare/run": RUNNER.format(environment=environment).encode()}
    with open(initrd, "ab") as f:
        f.write(linux_guest.archive(files))
    arguments = ["-kernel", build / "vmlinuz", "-initrd", initrd, "-append",
                 "console=ttyS0 quiet loglevel=1 -- /compare/run"]
    with Machine(memory="256M", arguments=arguments) as pc:
        text = pc.expect(r"(?s)BEGIN\r+\n(.*?)\nEND\r", timeout=SECONDS)[1]
    text = re.sub(r"\r+\n", "\n", text + "\n")
    parts = re.findall(r"(?ms)^## (\d\d) (.*?)\n(.*?)^-- (\d+)\n", text)
    return {(width, command): (out, int(status)) for width, command, out, status in parts}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return programs.host_folder(tmp_path_factory.mktemp("host") / "programs")


@pytest.mark.parametrize("width", programs.WIDTHS)
@pytest.mark.parametrize("command", LIST.read_text().splitlines())
def test_as_on_the_host(said, folder, command, width):
    out, status = programs.on_host(folder, width, command)
    our_out, our_status = said.get((width, command), ("not run\n", -1))
    lines = difflib.unified_diff(out.splitlines(), our_out.splitlines(), "host", "ours",
                                 lineterm="")
    assert (our_out, our_status) == (out, status), "\n".join(lines)
