"""sides.py - the same scripts on the same disks: Debian's GRUB in QEMU, our loader as fl-emu.

    for script, theirs, ours in both(tmp_path, scripts, tree={"etc/motd": "hello"}):
        assert ours == theirs, script

GRUB runs many scripts in one boot, each in a context of its own; functions stay.  What
either says about mistakes is left out: the sentences are not the same, but $? is.
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "boot"))

from grub import MODULES_DIR, install_grub  # noqa: E402
from images import MIB, Part, make_disk  # noqa: E402
from machine import BUILD, QEMU, need  # noqa: E402

EMU = BUILD / "asan" / "fl-emu"
PREFIX = "boot/grub"
SECONDS = 60                            # one script on our side
BOOT_SECONDS = 300                      # all of them on GRUB's

# In core.img; what else `insmod` wants is on the disk, or cannot be found.
MODULES = """biosdisk part_msdos part_gpt ext2 fat normal configfile echo test search loadenv
    serial terminal terminfo halt ls cat true eval sleep""".split()
ON_DISK = ["regexp.mod", "moddep.lst", "command.lst"]

# One line is one line, and any character is itself.
TERMINAL = """serial --unit=0 --speed=115200
terminfo -u -g 30000x30000 serial_com0 dumb
terminal_input serial_com0
terminal_output serial_com0
"""

# What we say about a mistake: a place; for syntax also the line and a caret below it.
OURS = re.compile(r"^[^\n]*:\d+:\d+: [^\n]*\n[^\n]*\n[ \t]*\^\n"
                  r"|^(?:\S+:\d+: |more than |stopped)[^\n]*\n", re.M)
THEIRS = re.compile(r"^error: [^\n]*\n", re.M)


def to_bytes(script):
    return script if isinstance(script, bytes) else script.encode()


def lines(text):
    """Without blanks that cannot be seen."""
    return [line.rstrip() for line in text.expandtabs().strip().split("\n")]


def make_disks(folder, tree, second=(), scheme="mbr", uuid=""):
    """hd0 has ext4 with `tree` and GRUB (its first partition, or on a GPT its second), and
    FAT; hd1 a GPT and the partitions of `second`, if there are any."""
    modules = {f"{PREFIX}/i386-pc/{name}": MODULES_DIR / name for name in ON_DISK}
    parts = [Part("ext4", {**tree, **modules}, uuid=uuid),
             Part("vfat", {"efi/boot/bootx64.efi": "b", "one": "1"}, size=4 * MIB)]
    disks = [make_disk(folder / "hd0.img", parts, scheme)]
    if scheme == "mbr":
        install_grub(disks[0], MODULES)
    else:
        install_grub(disks[0], MODULES, f"(hd0,gpt2)/{PREFIX}", parts[0].start)
    if second:
        disks.append(make_disk(folder / "hd1.img", list(second), "gpt"))
    return disks


def grub(folder, disks):
    """What GRUB says on its serial line until it halts."""
    output = folder / "serial"
    drives = [a for d in disks for a in ("-drive", f"file={d},format=raw,if=virtio,snapshot=on")]
    ended = True
    try:
        subprocess.run([need(QEMU), "-accel", "tcg", "-m", "64", "-display", "none",
                        "-nodefaults", "-no-reboot", "-vga", "std", "-serial", f"file:{output}",
                        *drives], check=True, timeout=BOOT_SECONDS)
    except subprocess.TimeoutExpired:
        ended = False
    said = output.read_bytes().decode("utf-8", "replace").replace("\r", "")
    said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said)
    assert ended, f"GRUB does not halt; it said last:\n{said[-500:]}"
    return said


def ours(folder, script, disks=()):
    """What our loader prints for it, as lines."""
    path = folder / "script.cfg"
    path.write_bytes(to_bytes(script))
    done = subprocess.run([EMU, *[a for d in disks for a in ("--disk", d)], "--script", path],
                          capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    assert not done.stderr, done.stderr.decode()
    return lines(OURS.sub("", done.stdout.decode("utf-8", "replace")))


def both(folder, scripts, tree, second=(), **how):
    """Each script with what GRUB prints for it and what we print, as lines."""
    config = TERMINAL
    for i in range(len(scripts)):
        config += f"echo @@{i}\ntrue\nconfigfile /s/{i}.cfg\necho\n"
    config += f"echo @@{len(scripts)}\nhalt\n"
    files = {f"s/{i}.cfg": to_bytes(script) for i, script in enumerate(scripts)}
    disks = make_disks(folder, {**tree, **files, f"{PREFIX}/grub.cfg": config}, second,
                       **how)
    said = grub(folder, disks)
    for i, script in enumerate(scripts):
        start, end = (said.find(f"@@{n}\n") for n in (i, i + 1))
        assert 0 <= start < end, f"GRUB did not end this script:\n{script}\n{said[-500:]}"
        theirs = lines(THEIRS.sub("", said[start:end].split("\n", 1)[1]))
        yield script, theirs, ours(folder, script, disks)
