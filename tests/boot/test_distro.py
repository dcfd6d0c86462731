# test_distro.py - a whole Debian 12 with its own grub.cfg and initrd: ours in GRUB's place, and
# GRUB put back.

import subprocess

from debian import boots_to_login, copy_of_debian
from emu import listing
from images import install, run
from machine import BUILD


def test_debian_12(tmp_path):
    debian = copy_of_debian(tmp_path)
    before = debian.read_bytes()[:1024 * 1024]
    install(debian, "--yes", core=BUILD / "core.img", boot=BUILD / "boot.img")
    assert subprocess.run([BUILD / "fl-check", "--disk", debian]).returncode == 0
    titles = [e["title"] for e in listing(debian)["entries"]]
    assert titles == ["Debian GNU/Linux", "Advanced options for Debian GNU/Linux"]
    ours = boots_to_login(debian, "Firstlight")
    run(BUILD / "fl-install", "--uninstall", "--yes", debian)
    assert debian.read_bytes()[:1024 * 1024] == before
    assert boots_to_login(debian, "GNU GRUB") == ours
