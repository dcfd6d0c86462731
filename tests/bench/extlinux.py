# extlinux.py - EXTLINUX put onto ext4 partitions by its own installer, which asks the kernel
# where its files lie and so wants them mounted: in a Debian guest, without root.

import subprocess
import tempfile
from pathlib import Path

import here  # noqa: F401
from images import EXT_UUID, MIB, Part, make_disk, run
from machine import BUILD, QEMU, need

DEBIAN = BUILD / "guest/debian12.img"   # its partition 1 starts at 1 MiB
SECONDS = 300
CMDLINE = ('root=/dev/vda1 ro console=ttyS0 no_timer_check quiet panic=-1 '
           'init=/bin/sh -- -c "mount -o ro /dev/vdb1 /mnt && sh /mnt/install"')
INSTALL = """\
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
for disk in {disks}; do
	mount -t ext4 /dev/${{disk}}1 /media && /mnt/extlinux --install /media &&
		umount /media && echo "installed: $disk"
done
echo o > /proc/sysrq-trigger
sleep 60
"""


def from_debian(name, folder):
    """A file of /boot, copied out of the Debian disk."""
    disk = f"{DEBIAN}?offset={MIB}"
    names = run("debugfs", "-R", "ls -p /boot", disk).splitlines()
    full = next(n.split("/")[5] for n in names if n.split("/")[5:] and
                n.split("/")[5].startswith(name))
    run("debugfs", "-R", f"dump /boot/{full} {folder / name}", disk)
    return folder / name


def install(images):
    """EXTLINUX onto partition 1 of each disk; the MBR is the caller's."""
    names = [f"vd{chr(ord('c') + i)}" for i in range(len(images))]
    with tempfile.TemporaryDirectory(prefix="extlinux-") as folder:
        folder = Path(folder)
        tools = make_disk(folder / "tools", [Part("ext4", {
            "extlinux": Path(need("extlinux")).read_bytes(),
            "install": INSTALL.format(disks=" ".join(names))}, size=8 * MIB,
            uuid=EXT_UUID[:-1] + "6")])
        run("debugfs", "-w", "-R", "sif /extlinux mode 0100755", f"{tools}?offset={MIB}")
        drives = [f"file={DEBIAN},format=raw,if=virtio,snapshot=on",
                  f"file={tools},format=raw,if=virtio"]
        drives += [f"file={image},format=raw,if=virtio" for image in images]
        line = [need(QEMU), "-accel", "tcg", "-m", "512M", "-display", "none", "-no-reboot",
                "-nodefaults", "-serial", "stdio", "-kernel", from_debian("vmlinuz", folder),
                "-initrd", from_debian("initrd.img", folder), "-append", CMDLINE]
        for drive in drives:
            line += ["-drive", drive]
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS)
    said = done.stdout
    assert [n for n in names if f"installed: {n}" in said] == names, said + done.stderr
