# test_deb.py - the Debian package: what is in it, and a whole Debian that installs it, puts the
# loader on the disk it runs from, and starts by it.

import os
import re
import subprocess

import pytest

from debian import LOGIN_SECONDS, PARTITION, ROOT_UUID, boots_to_login, copy_of_debian
from images import MIB, Part, make_disk, run
from machine import BUILD, ROOT, Disk, Machine

HOOKS = {f"etc/kernel/{when}.d/zz-firstlight" for when in ("postinst", "postrm")}
PROMPT = "guest# "


@pytest.fixture(scope="module")
def deb():
    """make deb ends with lintian, which must find no error."""
    run("make", "-s", "--no-print-directory", f"B={os.path.relpath(BUILD, ROOT)}", "deb", cwd=ROOT,
        timeout=600)
    return next((BUILD / "deb").glob("firstlight_*_amd64.deb"))


def test_same_files_as_make_install(deb, tmp_path):
    """And the hooks; the pages compressed, the tools stripped, the images byte for byte."""
    run("make", "-s", "--no-print-directory", f"B={os.path.relpath(BUILD, ROOT)}", "install",
        f"DESTDIR={tmp_path}/made", "PREFIX=/usr", cwd=ROOT, timeout=300)
    run("dpkg-deb", "-x", deb, tmp_path / "deb")

    def files(name):
        top = tmp_path / name
        return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
    packed = {re.sub(r"(/man\d/.*)\.gz$", r"\1", name) for name in files("deb")
              if "share/doc/" not in name}
    assert packed == files("made") | HOOKS
    for name in ("boot.img", "core.img", "vmlinuz", "initramfs.cpio.gz"):
        assert (tmp_path / f"deb/usr/lib/firstlight/{name}").read_bytes() == \
            (BUILD / name).read_bytes()
    assert {"README.md", "hardware.md", "copyright"} <= \
        {path.name.removesuffix(".gz") for path in (tmp_path / "deb/usr/share/doc/firstlight").iterdir()}


def test_fields(deb):
    depends = run("dpkg-deb", "-f", deb, "Depends")
    assert {"libblkid1", "libfdisk1", "libjansson4", "liblzma5"} <= set(re.findall(r"[\w-]+", depends))
    assert re.match(r"busybox \(= \S+\)", run("dpkg-deb", "-f", deb, "Built-Using"))


def test_tree_is_left_as_it_was(deb):
    assert {path.name for path in (ROOT / "debian").iterdir()} == {
        "changelog", "control", "copyright", "deb.mk", "firstlight.docs", "firstlight.install",
        "kernel", "rules", "source"}


# --- a whole Debian

class Shell:
    """The disk's own kernel and initrd, started by QEMU, with a shell as process 1."""

    def __init__(self, image, debs, folder):
        for name in ("vmlinuz", "initrd.img"):
            listed = run("debugfs", "-R", "ls -p /boot", f"{image}?offset={PARTITION}")
            full = re.search(rf"/({re.escape(name)}-[^/]+)/", listed)[1]
            run("debugfs", "-R", f"dump /boot/{full} {folder / name}",
                f"{image}?offset={PARTITION}")
        self.pc = Machine(
            [Disk(image, writable=True), Disk(debs)], memory="512M",
            arguments=["-kernel", folder / "vmlinuz", "-initrd", folder / "initrd.img", "-append",
                       f"root=UUID={ROOT_UUID} rw console=ttyS0 no_timer_check quiet panic=-1 "
                       "init=/bin/sh"])

    def __enter__(self):
        self.pc.__enter__()
        self.pc.expect("# ", timeout=LOGIN_SECONDS)
        self.pc.send(f"PS1='{PROMPT[:3]}''{PROMPT[3:]}'; stty -echo\r")
        self.pc.expect_exact(PROMPT)
        return self

    def __exit__(self, *why):
        self.pc.__exit__(*why)

    def run(self, command, status=0):
        """What it says; its status must be this."""
        self.pc.send(f"{command}; echo \"status=$?\"\r")
        said = self.pc.expect(rf"(?s)(.*?)status=(\d+)\s+{PROMPT}", timeout=LOGIN_SECONDS)
        assert int(said[2]) == status, said[1]
        return re.sub(r"\r+\n", "\n", said[1])

    def off(self):
        self.pc.send("mount -o remount,ro /; sync; echo o > /proc/sysrq-trigger\r")
        self.pc.exit_status(timeout=LOGIN_SECONDS)


def kernel_comes_and_goes(shell):
    """The hooks are run as linux-image's maintainer scripts run them."""
    config = "/boot/grub/grub.cfg"
    hooks = "run-parts --exit-on-error --regex '^zz-firstlight$' --arg=99.1-test " \
        "--arg=/boot/vmlinuz-99.1-test /etc/kernel"
    shell.run("cp /boot/vmlinuz-6* /boot/vmlinuz-99.1-test")
    shell.run(f"{hooks}/postinst.d")
    shell.run(f"grep -q '/boot/vmlinuz-99.1-test ' {config}")
    shell.run("rm /boot/vmlinuz-99.1-test")
    shell.run(f"{hooks}/postrm.d")
    shell.run(f"grep -q 99.1-test {config}", status=1)
    # A config that is not fl-mkconfig's stays.
    shell.run(f"mv {config} /root/ours; echo '# mine' > {config}")
    shell.run(f"{hooks}/postinst.d")
    shell.run(f"echo '# mine' | cmp - {config}")
    shell.run(f"mv /root/ours {config}")


def install_onto_own_disk(shell):
    said = shell.run("fl-install /dev/vda", status=1)
    assert "/dev/vda is the running system's own disk: " in said
    assert re.search(r"^/dev/vda: 1\.2 GiB, virtio\n  vda1  1\.2 GiB  ext4 \"debian\"; \S+ is mounted "
                     r"at /\n", said), said
    assert "own disk" in shell.run("fl-install --yes /dev/vda", status=1)
    assert "own disk" in shell.run("fl-install --yes --image /dev/vdb /dev/vda", status=1)
    assert "not confirmed" in shell.run("echo yes | fl-install --system-disk /dev/vda", status=1)
    assert "Type vda to write" in shell.run("echo vda | fl-install --system-disk /dev/vda")


def test_debian_12_with_the_package(deb, tmp_path):
    debian = copy_of_debian(tmp_path)
    debs = make_disk(tmp_path / "debs.img", [Part("ext4", {"firstlight.deb": deb}, size=32 * MIB)])
    with Shell(debian, debs, tmp_path) as shell:
        shell.run("export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive")
        shell.run("mount /dev/vdb1 /mnt")
        shell.run("dpkg --purge grub2-common grub-pc-bin grub-common; rm -f /boot/grub/grub.cfg")
        assert "Setting up firstlight" in shell.run("dpkg -i /mnt/firstlight.deb")
        shell.run("fl-mkconfig -o /boot/grub/grub.cfg")
        kernel_comes_and_goes(shell)
        install_onto_own_disk(shell)
        shell.off()
    assert subprocess.run([BUILD / "fl-check", "--disk", debian]).returncode == 0
    line = boots_to_login(debian, "Firstlight")
    assert f"root=UUID={ROOT_UUID} ro console=ttyS0,115200" in line
