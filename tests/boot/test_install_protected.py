# test_install_protected.py - fl-install on a device that cannot be written to: refused before
# it asks anything.  Only where loop devices may be made; containers often may not.

import subprocess

from images import MIB, Part, make_disk
from machine import BUILD


def losetup(*arguments):
    done = subprocess.run(["losetup", *arguments], capture_output=True, text=True, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else None


def fl_install(device, *options):
    return subprocess.run([BUILD / "fl-install", *options, device], input=device.removeprefix("/dev/"),
                          capture_output=True, text=True, timeout=60)


def test_write_protected(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=MIB)])
    before = disk.read_bytes()
    loop = losetup("-r", "-f", "--show", disk)
    if not loop:
        return
    try:
        for options in ([], ["--yes"], ["--image", BUILD / "disk.img"]):
            done = fl_install(loop, *options)
            assert done.returncode == 1 and "Type" not in done.stdout
            assert done.stderr == f"fl-install: {loop} is write-protected\n"
        assert ", write-protected\n" in fl_install(loop, "--dry-run").stdout
    finally:
        losetup("-d", loop)
    assert disk.read_bytes() == before
