# test_guest.py - the Linux of the boot tests by QEMU's own loader: what the others compare with.

import subprocess

import linux_guest
from machine import ROOT, Machine

PAYLOADS = [linux_guest.payload("first", 300001, 1), linux_guest.payload("second", 70003, 2)]


def test_guest_by_qemu_loader(tmp_path):
    """One file of several archives, each padded to 4 bytes, as boot loaders join them."""
    joined = tmp_path / "initrd"
    with open(joined, "wb") as out:
        for path in linux_guest.initrds(tmp_path, *PAYLOADS):
            data = path.read_bytes()
            out.write(data + b"\0" * (-len(data) % 4))
    cmdline = linux_guest.CMDLINE + " some=thing"
    with Machine(memory="256M", arguments=["-kernel", linux_guest.KERNEL, "-initrd", joined,
                                           "-append", cmdline]) as pc:
        memory = linux_guest.expect_guest(pc, cmdline, *PAYLOADS)
        assert 150_000 < memory < 256 * 1024


def test_fetch_says_what_is_missing(tmp_path):
    """A machine where apt knows no kernel."""
    (tmp_path / "apt-cache").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "apt-cache").chmod(0o755)
    done = subprocess.run([ROOT / "tests/boot/guest/fetch_kernel.sh", tmp_path / "cache"],
                          env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "run make deps" in done.stderr
