# test_save_env.py - the loader writes to disks: through every BIOS driver, the environment
# block and nothing else; and initrds that GRUB and ours put together alike.

import subprocess
import zlib

import pytest

from grub import MODULES, grub_editenv, install_grub
from images import MIB, Part, install, make_disk, run
from machine import Disk, Machine

SIGNATURE = b"# GRUB Environment Block\n"
CONFIG = """load_env
set timeout=0
if [ "$next_entry" ]; then
  set default="$next_entry"
  set next_entry=
  save_env next_entry
fi
menuentry One --id one {
  set saved_entry="$chosen"
  save_env saved_entry
  linux /vmlinuz entry=one poweroff
}
menuentry Two --id two { linux /vmlinuz entry=two poweroff }
"""


def boot(disk, interface, entry):
    with Machine([Disk(disk, interface, writable=True)], memory="64M") as pc:
        pc.expect_exact(f"entry={entry} poweroff\r")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("interface, kind, scheme", [
    ("ide", "ext4", "mbr"), ("virtio", "ext4", "gpt"), ("virtio", "vfat", "mbr"),
    ("ahci", "ext2", "mbr"), ("usb", "vfat", "mbr"), ("floppy", "ext2", "mbr")])
def test_next_entry_is_taken_once(interface, kind, scheme, build, tmp_path):
    """Two boots; a floppy is written by cylinder, head and sector."""
    before_boot = grub_editenv(tmp_path, SIGNATURE.ljust(1024, b"#"), ("set", "next_entry=two"))
    part = Part(kind, {"boot/grub/grub.cfg": CONFIG, "boot/grub/grubenv": before_boot,
                       "vmlinuz": build / "vmlinuz"}, size=40 * MIB)
    size = 0
    if interface == "floppy":
        part.start, part.size, size = 100, 2880 * 1024 - 100 * 512, 2880 * 1024
    disk = install(make_disk(tmp_path / "disk.img", [part], scheme, size=size), "--yes")
    before = disk.read_bytes()
    at = before.index(before_boot)
    assert before.count(SIGNATURE) == 1
    boot(disk, interface, "two")
    after = grub_editenv(tmp_path, before_boot, ("set", "next_entry="))
    expected = before[:at] + after + before[at + 1024:]
    assert disk.read_bytes() == expected
    boot(disk, interface, "one")
    after = grub_editenv(tmp_path, after, ("set", "saved_entry=one"))
    assert disk.read_bytes() == before[:at] + after + before[at + 1024:]


def test_a_disk_that_cannot_be_written(build, tmp_path):
    """A message, the block as it was, and the entry boots all the same."""
    block = SIGNATURE.ljust(1024, b"#")
    source = tmp_path / "t"
    for name, content in (("boot/grub/grub.cfg", CONFIG.encode()), ("boot/grub/grubenv", block),
                          ("vmlinuz", (build / "vmlinuz").read_bytes())):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    run("mke2fs", "-q", "-t", "ext2", "-d", source, tmp_path / "t.img", "2M")
    disk = tmp_path / "disk.img"
    config = ("loopback loop /t.img\nset root=loop\nset prefix=(loop)/boot/grub\n"
              "source (loop)/boot/grub/grub.cfg\n")
    make_disk(disk, [Part("ext4", {"boot/grub/grub.cfg": config, "t.img": tmp_path / "t.img"})])
    install(disk, "--yes")
    before = disk.read_bytes()
    with Machine([Disk(disk, "ide", writable=True)], memory="64M") as pc:
        pc.expect_exact("save_env: (loop)/boot/grub/grubenv: device is read-only")
        pc.expect_exact("entry=one poweroff\r")
        assert pc.exit_status() == 0
    assert disk.read_bytes() == before


INITRDS = [
    "/one", "/one /two /one", "newc:a/b/one:/one", "newc:d/e/f:/three newc:d/g:/two",
    "newc:/x:/two newc:a/b/one:/one newc:a/b/two:/two /three",
    "/three newc:init.d/a:/one newc:init.d/b:/three /two newc:c:/three",
]


def parts(data):
    """What an initrd consists of: runs of one byte, and the entries of archives."""
    found, at = [], 0
    while at < len(data):
        if data[at:at + 6] == b"070701":
            mode, size, name_size = (int(data[at + i:at + i + 8], 16) for i in (14, 54, 94))
            start = -(-(at + 110 + name_size) // 4) * 4
            # GRUB 2.06 leaves out the NUL that the format asks for.
            name = data[at + 110:at + 110 + name_size].rstrip(b"\0").decode()
            entry = (name, mode, data[start:start + size])
            if entry not in found or size:      # GRUB repeats some folders
                found.append(entry)
            at = -(-(start + size) // 4) * 4
        elif data[at] == 0:
            at += 1
        else:
            run_end = at + len(data[at:]) - len(data[at:].lstrip(data[at:at + 1]))
            found.append(data[at:run_end])
            at = run_end
    return found


@pytest.mark.parametrize("number", range(len(INITRDS)))
def test_initrds_are_as_grub_puts_them_together(number, build, tmp_path):
    config = ("set timeout=0\nserial\nterminal_output serial\nmenuentry A {\n linux /vmlinuz\n"
              f" initrd {INITRDS[number]}\n}}\n")
    disk = tmp_path / "disk.img"
    make_disk(disk, [Part("ext4", {"boot/grub/grub.cfg": config, "vmlinuz": build / "vmlinuz",
                                   "one": b"1" * 5000, "two": b"2" * 7001, "three": b"3" * 8194})])
    answers = []
    for boots in (install_grub, lambda image, **_: install(image, "--yes")):
        boots(disk, modules=[*MODULES, "newc"])
        with Machine([disk], memory="64M") as pc:
            found = pc.expect(r"initrd: at 0x(\w+), (\d+) bytes")
            answers.append(pc.memory(int(found[1], 16), int(found[2])))
    assert parts(answers[0]) == parts(answers[1])
    if "newc:" in INITRDS[number] and " /" not in INITRDS[number]:
        done = subprocess.run(["cpio", "-t", "--quiet"], input=answers[1], capture_output=True,
                              timeout=60)
        assert done.returncode == 0 and done.stderr == b""
        assert done.stdout.decode().split() == [p[0] for p in parts(answers[1])[:-1]]


def test_a_live_stick(build, tmp_path):
    """A kernel and its initrd from a file that is a disk, read past the cache."""
    initrd = bytes(range(256)) * 12000 + b"odd"
    source = tmp_path / "t"
    (source / "live").mkdir(parents=True)
    (source / "live/initrd").write_bytes(initrd)
    (source / "live/vmlinuz").write_bytes((build / "vmlinuz").read_bytes())
    run("mke2fs", "-q", "-t", "ext2", "-L", "LIVE", "-d", source, tmp_path / "live.img", "8M")
    config = """set timeout=0
menuentry Live {
  set image=/live/live.img
  loopback loop $image
  probe --set=label -l (loop)
  set root=loop
  linux /live/vmlinuz label=$label image=$image poweroff
  initrd (loop)/live/initrd
}
"""
    disk = make_disk(tmp_path / "disk.img", [
        Part("vfat", {"boot/grub/grub.cfg": config, "live/live.img": tmp_path / "live.img"})])
    with Machine([Disk(install(disk, "--yes"), "ahci")], memory="64M") as pc:
        pc.expect_exact("BOOT_IMAGE=/live/vmlinuz label=LIVE image=/live/live.img poweroff\r")
        pc.expect(rf"initrd: at 0x\w+, {len(initrd)} bytes, CRC-32 {zlib.crc32(initrd):08x}\r")
        assert pc.exit_status() == 0
