# test_distro.py - a whole Debian 12 with its own grub.cfg and initrd: ours in GRUB's place, and
# GRUB put back.

import subprocess

import pytest

from emu import listing
from images import install, run
from machine import BUILD, Disk, Machine

LOGIN_SECONDS = 300                     # a whole user space, under TCG on a loaded host
HOST = "firstlight-test"


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    """A copy of the disk; the one in the cache stays as Debian made it."""
    image = tmp_path_factory.mktemp("distro") / "debian12.img"
    run("cp", "--sparse=always", BUILD / "guest/debian12.img", image)
    return image


def boots_to_login(image, menu):
    with Machine([Disk(image)], memory="512M") as pc:
        pc.expect(menu)
        pc.send("\r")
        pc.expect(rf"{HOST} login:", timeout=LOGIN_SECONDS)
        pc.send("root\r")
        pc.expect(r"root@[^#]*# ", timeout=LOGIN_SECONDS)
        pc.send("cat /proc/cmdline\r")
        line = pc.expect(r"(BOOT_IMAGE=\S+ root=UUID=\S+ ro [^\r\n]*)\r")[1]
        pc.send("dmesg -n 1; echo o > /proc/sysrq-trigger\r")
        pc.exit_status(timeout=LOGIN_SECONDS)
    return line


def test_debian_12(debian):
    before = debian.read_bytes()[:1024 * 1024]
    install(debian, "--yes", core=BUILD / "core.img", boot=BUILD / "boot.img")
    assert subprocess.run([BUILD / "fl-check", "--disk", debian]).returncode == 0
    titles = [e["title"] for e in listing(debian)["entries"]]
    assert titles == ["Debian GNU/Linux", "Advanced options for Debian GNU/Linux"]
    ours = boots_to_login(debian, "Firstlight")
    run(BUILD / "fl-install", "--uninstall", "--yes", debian)
    assert debian.read_bytes()[:1024 * 1024] == before
    assert boots_to_login(debian, "GNU GRUB") == ours
