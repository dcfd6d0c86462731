# test_ext2.py - ext2 from the boot disk, the second filesystem: the kernel has no other way to
# read it than its own ATA driver.

import hashlib
import random
from pathlib import Path

import pytest

from images import MIB, Part, make_disk, run
from machine import BUILD, Disk, Machine, need
from test_shell import PROMPT, Shell

SCRIPT = '#!/mnt/bin/busybox sh\necho "script $0 $1"\n'
OFFSET = 2048 * 512
WORD = "$1$ab$ZwugMaCJxYyaDbyk1p0jX/"         # "word" as a password
# Two who read one open file, a MiB at a time; then the sum of each MiB, and who got it.
READERS = """\
cd /tmp
take() { while [ ! -e go ]; do :; done; dd bs=1M of=$1 <&3 2> /dev/null; }
(take a & take b & touch go; wait) 3< /mnt/eight
for who in a b; do
	for i in 0 1 2 3 4 5 6 7; do
		dd if=$who bs=1M skip=$i count=1 2> /dev/null | md5sum | sed s/-/$who/
	done
done | grep -v d41d8cd98f00b204e9800998ecf8427e
rm a b go
"""
PIECES = [random.Random(i).randbytes(MIB) for i in range(8)]


def at_prompt(pc):
    pc.prompt()
    pc.send("stty cols 200\r")          # or the shell breaks the echo of long lines
    pc.prompt()
    return pc


@pytest.fixture(scope="module")
def shell(build, tmp_path_factory):
    """sda: MBR with ext4 of 4 KiB blocks, nothing, ext2 of 1 KiB; sdb: GPT with ext3."""
    folder, busybox = tmp_path_factory.mktemp("ext2"), Path(need("busybox"))
    tree = {"bin/busybox": busybox, "setid/busybox": busybox, "script": SCRIPT,
            "dir/file": "in dir\n", "secret": "for root only\n", "large": "3 GiB\n",
            "eight": b"".join(PIECES), "readers": READERS,
            "bin/large32": BUILD / "calls/32/large", "bin/large64": BUILD / "calls/64/large"}
    first = make_disk(folder / "first", [
        Part("ext4", tree, options=["-b", "4096", "-E", f"offset={OFFSET},root_owner=0:0"]),
        Part("raw", size=MIB),
        Part("ext2", {f"many/{i:04}": f"{i}\n" for i in range(1500)}, options=["-b", "1024"])])
    commands = ["sif bin/busybox mode 0100755", "sif script mode 0100755",
                "sif secret mode 0100600", "sif setid/busybox mode 0104755",
                "symlink link dir/file", "symlink up ../proc/version", "ln dir/file hard", "sif hard links_count 2",
                "mknod fifo p", "mknod null c 1 3", "sif large size 0xc0000000",
                "sif bin/large32 mode 0100755", "sif bin/large64 mode 0100755"]
    run("debugfs", "-w", "-f", "-", f"{first}?offset={OFFSET}", input="\n".join(commands) + "\n")
    second = make_disk(folder / "second", [Part("ext3", {"third": "journal\n"})], "gpt")
    with Shell(build, disks=[Disk(first, "ide"), Disk(second, "ide")]) as pc:
        at_prompt(pc).run("mkdir -p /mnt /mnt2; mount -t ext2 /dev/sda1 /mnt")
        assert pc.status == 0
        yield pc


def md5(path):
    return hashlib.md5(Path(path).read_bytes()).hexdigest()


def test_our_boot_disk():
    """By our own loader from build/disk.img: what the loader read, the kernel reads."""
    with Machine([Disk(BUILD / "disk.img", "ide")], memory="128M") as pc:
        pc.expect("Starts by itself in")
        pc.send("\r")
        pc.expect(PROMPT)
        pc.send("mount /dev/sda1 /mnt && md5sum /mnt/boot/vmlinuz /mnt/boot/*.gz\r")
        pc.expect(md5(BUILD / "vmlinuz") + "  /mnt/boot/vmlinuz")
        pc.expect(md5(BUILD / "initramfs.cpio.gz") + "  /mnt/boot/initramfs.cpio.gz")
        pc.expect(PROMPT)
        pc.send("grep sda /proc/mounts\r")
        pc.expect("/dev/sda1 /mnt ext[234] ro,relatime 0 0\r")


def test_devices(shell):
    rows = [row.split() for row in shell.run("cat /proc/partitions")]
    assert {r[3]: int(r[2]) for r in rows if len(r) == 4 and r[0] == "8"} == {
        "sda": 67 * 1024, "sda1": 32 * 1024, "sda2": 1024, "sda3": 32 * 1024,
        "sdb": 35 * 1024, "sdb1": 1024, "sdb2": 32 * 1024}
    assert shell.run("dd if=/dev/sda1 bs=1 skip=1080 count=2 2>/dev/null | hexdump -C") == [
        "00000000  53 ef                                             |S.|", "00000002"]
    assert shell.run("dd if=/dev/zero of=/dev/sda1 count=1 2>&1; sync") == [
        "dd: can't open '/dev/sda1': Read-only file system"]


def test_large_files(shell):
    """A 32-bit program that has not heard of them cannot open them."""
    assert shell.run("stat -c %s /mnt/large; head -c 6 /mnt/large") == ["3221225472", "3 GiB"]
    opened = [f"open_as(argv[1], {flags}) < 0 ? -1 : 0 = 0"
              for flags in ("O_RDONLY", "O_RDONLY | LARGE", "O_PATH")]
    assert shell.run("/mnt/bin/large64 /mnt/large") == opened
    assert shell.run("/mnt/bin/large32 /mnt/large") == [
        opened[0][:-1] + "-1 EOVERFLOW", *opened[1:]]


def test_files(shell):
    assert shell.run("md5sum < /mnt/bin/busybox") == [md5(need("busybox")) + "  -"]
    assert shell.run("cat /mnt/link; cut -c1-13 /mnt/up; stat -c '%h %i' /mnt/hard | cut -c1-2") \
        == ["in dir", "Linux version", "2 "]
    assert shell.run("stat -f -c %T /mnt; df /mnt | grep -c /dev/sda1") == ["ext2/ext3", "1"]
    assert shell.run("echo lost > /mnt/null; cd /mnt/dir; cd ..; pwd; cd") == ["/mnt"]
    assert shell.run("(echo through > /mnt/fifo &) ; cat /mnt/fifo") == ["through"]


def test_two_readers_of_one_position(shell):
    """A long read lets others run, but who reads the same open file gets what follows it."""
    sums = shell.run("sh /mnt/readers")
    assert sorted(row.split()[0] for row in sums) == sorted(
        hashlib.md5(piece).hexdigest() for piece in PIECES)
    assert {row.split()[1] for row in sums} == {"a", "b"}


def test_programs(shell):
    """Executed from the disk: mapped pages, a script with its interpreter, set-uid."""
    assert shell.run("/mnt/bin/busybox echo from the disk") == ["from the disk"]
    assert shell.run("/mnt/script one") == ["script /mnt/script one"]
    said = shell.run("su -s /bin/sh nobody -c 'id -u; /mnt/setid/busybox id -u; cat /mnt/secret'")
    assert said == ["65534", "65534", "cat: can't open '/mnt/secret': Permission denied"]
    shell.run(f"sed -i 's,^root:x,root:{WORD},' /etc/passwd")
    su = "su -s /bin/sh nobody -c '/mnt/setid/busybox su -c \"id -u\"' 2>&1"
    shell.send(su + "\r")
    shell.expect("Password: $")
    shell.send("word\r")
    shell.expect("\n0\r")
    shell.prompt()
    assert shell.run("mount -o remount,nosuid /mnt; " + su) == ["su: must be suid to work properly"]
    shell.run("mount -o remount,noexec /mnt")
    assert "Permission denied" in shell.run("/mnt/bin/busybox true")[0]
    shell.run("umount /mnt; mount -t ext4 /dev/sda1 /mnt")


@pytest.mark.parametrize("command", [
    "touch /mnt/new", "mkdir /mnt/new", "rm -f /mnt/dir/file", "rmdir /mnt/dir",
    "mv /mnt/dir /mnt/other", "ln /mnt/secret /mnt/new", "ln -s x /mnt/new",
    "chmod 777 /mnt/secret", "chown 1 /mnt/secret", "touch -d 2020-01-01 /mnt/secret",
    "echo >> /mnt/secret", "truncate -s 0 /mnt/secret", "mknod /mnt/new p",
    "mount -o remount,rw /mnt; touch /mnt/new"])
def test_read_only(shell, command):
    said = shell.run(f"( {command} ) 2>&1")
    assert shell.status == 1 and len(said) == 1, said
    assert "Read-only file system" in said[0]


def test_large_directory(shell):
    assert shell.run("mount -t ext2 /dev/sda3 /mnt2; ls /mnt2/many | wc -l") == ["1500"]
    assert shell.run("cat /mnt2/many/* | md5sum") == [
        hashlib.md5(b"".join(b"%d\n" % i for i in range(1500))).hexdigest() + "  -"]
    assert shell.run("ls -l /mnt2/many | tail -1 | cut -d' ' -f1") == ["-rw-r--r--"]
    said = shell.run("cd /mnt2/many; umount /mnt2; cd; umount /mnt2")
    assert len(said) == 1 and "Device or resource busy" in said[0] and shell.status == 0


def test_what_is_no_ext2(shell):
    assert "Invalid argument" in shell.run("mount -t ext2 /dev/sda2 /mnt2 2>&1")[0]
    assert "Block device required" in shell.run("mount -t ext2 /dev/null /mnt2 2>&1")[0]
    assert "No such file" in shell.run("mount -t ext2 /dev/sdc /mnt2 2>&1")[0]
    assert "No such device or address" in \
        shell.run("mknod /tmp/sdz b 8 99; mount -t ext2 /tmp/sdz /mnt2 2>&1; rm /tmp/sdz")[0]
    assert shell.run("mount /dev/sdb2 /mnt2 && cat /mnt2/third; umount /mnt2") == ["journal"]


def test_unknown_features(build, tmp_path):
    """ext4 of a later day: refused, and the log says why."""
    disk = make_disk(tmp_path / "disk", [Part("ext4", {"a": "a"})])
    with open(disk, "r+b") as f:
        f.seek(OFFSET + 1024 + 0x60)
        old = int.from_bytes(f.read(4), "little")
        f.seek(OFFSET + 1024 + 0x60)
        f.write((old | 0x40000000).to_bytes(4, "little"))
    with Shell(build, disks=[Disk(disk, "ide")]) as pc:
        at_prompt(pc)
        said = pc.run("mount -t ext4 /dev/sda1 /mnt 2>&1")
        assert any("Invalid argument" in line for line in said) and pc.status != 0
        assert "ext2: sda1 has features that are not known (0x40000000)" in \
            "\n".join(pc.run("dmesg"))


@pytest.mark.parametrize("interface", ["virtio", "ahci"])
def test_disks_that_we_cannot_drive(build, interface):
    with Shell(build, disks=[Disk(BUILD / "disk.img", interface)]) as pc:
        at_prompt(pc)
        assert pc.run("ls /dev | grep -c ^sd") == ["0"]
