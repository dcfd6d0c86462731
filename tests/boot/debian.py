# debian.py - a whole Debian 12 (build/guest/debian12.img), started and logged in to.

from images import run
from machine import BUILD, Disk, Machine

LOGIN_SECONDS = 300                     # a whole user space, under TCG on a loaded host
HOST = "firstlight-test"
PARTITION = 1 << 20                     # bytes: where its only partition starts
ROOT_UUID = "5c8f7e0a-8c1d-4c55-9e0e-0f1d2c3b4a59"


def copy_of_debian(folder):
    """A copy of the disk; the one in the cache stays as Debian made it."""
    image = folder / "debian12.img"
    run("cp", "--sparse=always", BUILD / "guest/debian12.img", image)
    return image


def boots_to_login(image, menu):
    """By what the disk starts with, whose menu says that; the command line Linux got."""
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
