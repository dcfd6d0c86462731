# test_emu_configs.py - what distributions' own files boot: each entry's plan, and fl-check's word.

import re
from pathlib import Path

import pytest

from emu import CHECK, KERNEL, listing, plan, run
from images import Part, make_disk

CONFIGS = sorted((Path(__file__).parent / "configs/mkconfig").glob("*.cfg"))
BOOT_UUID = "65eb84ee-19e6-4cf0-ba7e-91af1d62b001"
BLS = """title Fedora Linux {0}
version {0}
linux /vmlinuz-{0}
initrd /initramfs-{0}.img $tuned_initrd
options $kernelopts quiet
grub_users $grub_users
"""
VERSIONS = ["6.6.12-200.fc39.x86_64", "6.6.9-200.fc39.x86_64"]     # newest first
FEDORA = {f"loader/entries/x-{v}.conf": BLS.format(v) for v in VERSIONS} | {
    f"initramfs-{v}.img": "i" for v in VERSIONS} | {f"vmlinuz-{v}": KERNEL for v in VERSIONS}


def named_files(text):
    """Every kernel and initrd that the file names, at its place."""
    return {path.lstrip("/"): KERNEL if kind.startswith("linux") else "an initrd"
            for kind, path in re.findall(r"^\s*(linux|initrd)\s+(\S+)", text, re.M)}


def leaves(entries, above=""):
    for i, e in enumerate(entries):
        if e["submenu"]:
            yield from leaves(e["submenu"], f"{above}{i}>")
        else:
            yield f"{above}{i}", e


def wanted(commands):
    """Kernel, command line and initrds that an entry's text asks for; None: no Linux."""
    found = re.search(r"^\s*linux\s+(\S+)(.*)", commands, re.M)
    if not found:
        return None
    initrd = re.search(r"^\s*initrd\s+(.*)", commands, re.M)
    return found[1], found[2].split(), initrd[1].split()


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: c.stem)
def test_plans(tmp_path, config):
    text = config.read_text()
    scheme, device = ("gpt", "(hd0,gpt2)") if "gpt2" in text else ("mbr", "(hd0,msdos1)")
    tree = {"boot/grub/grub.cfg": text} | named_files(text) | (FEDORA if "fedora" in config.stem else {})
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", tree, size=64 << 20, uuid=BOOT_UUID)], scheme)
    entries, bad = listing(disk)["entries"], []
    for path, entry in leaves(entries):
        commands = entry["commands"].replace("($root)", device).replace("$vt_handoff", "vt.handoff=7")
        done, want = plan(disk, path), wanted(commands.replace("$tuned_initrd", ""))
        if want is None:                # Windows, Xen, the Hurd
            bad.append(entry["title"])
            assert done["status"] != 0 and done["protocol"] is None and done["messages"], path
            continue
        kernel, words, initrds = want
        assert done["status"] == 0 and done["cmdline"].split() == [f"BOOT_IMAGE={kernel}", *words]
        assert [done["kernel"], *done["initrd"]] == [
            name if name.startswith("(") else device + name for name in [kernel, *initrds]]
    assert plan(disk) == plan(disk, next(leaves(entries))[0])
    assert run(CHECK, config).returncode == 0
    done = run(CHECK, "--disk", disk)
    assert done.returncode == bool(bad)
    assert re.findall('^entry "(.*?)": ', done.stderr, re.M) == bad
