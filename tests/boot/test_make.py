# test_make.py - make itself: short lines, sizes, and nothing done twice.

import os
import re
import shutil
import subprocess
from collections import Counter

import pytest

from machine import BUILD, ROOT

B = os.environ.get("BUILD", "build")
LINKED = ("LD", "CORE", "KERNEL", "DISK")


def make(*arguments, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | more
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, text=True,
                          capture_output=True, timeout=600, env=environment)


def test_what_is_built_is_not_built_again():
    again = make(f"B={B}", "-n")
    assert again.stdout == "make: Nothing to be done for 'all'.\n", again.stdout
    assert make(f"B={B}", "-q").returncode == 0


# What a changed source makes anew, but for links and images: by the words of the short lines.
@pytest.mark.parametrize("source, words", [
    ("stage1/boot.asm", {"NASM": 1}), ("stage1/read.inc", {"NASM": 5}), ("decompress/lzma.inc", {"NASM": 5}),
    ("decompress/lzma.c", {"CC": 1}), ("loader/loader.ld", {}), ("loader/bios/gdt.inc", {"NASM": 3}),
    ("kernel/main.c", {"CC64": 1, "NASM": 1}), ("kernel/cpu/entry_64.asm", {"NASM": 2}),
    ("kernel/user/init.c", {"USER64": 1, "CPIO": 1}), ("kernel/user/root/etc/profile", {"CPIO": 1}),
    ("tools/install/main.c", {"HOSTCC": 1}), ("disk/grub.cfg", {}), ("disk.img.mk", {})])
def test_what_a_source_makes_anew(source, words):
    said = make(f"B={B}", "-n", "-W", source).stdout
    done = re.findall(r"^printf '  %-6s %s\\n' (\w+)", said, re.M)
    assert "DISK" in done, said
    assert Counter(done) - Counter({w: 99 for w in LINKED}) == Counter(words)


@pytest.mark.parametrize("fragment, word, sources", [
    ("stages.mk", "CC", "decompress/*.c"), ("loader/loader.mk", "CC", "loader/*/*.c"),
    ("kernel/kernel.mk", "CC64", "kernel/[!u]*/*.c"), ("kernel/user/user.mk", "USER64", "kernel/user/*.c"),
    ("rules.mk", "HOSTCC", "tools/*.c")])
def test_changed_flags_compile_again(fragment, word, sources):
    said = make(f"B={B}", "-n", "-W", fragment).stdout
    for source in ROOT.glob(sources):
        name = source.relative_to(ROOT)
        assert f"' {word} {name}\n" in said, name


def test_more_than_the_budget_stops(tmp_path):
    """And leaves no file behind."""
    rule = "include rules.mk\n.DELETE_ON_ERROR:\n%/image: ; head -c 5 /dev/zero > $@\n\t$(call bytes_left,{})\n"
    for budget, said in ((5, "image: 5 bytes, 0 left of 5"), (4, "Error 1")):
        done = subprocess.run(["make", "-f", "-", tmp_path / "image"], cwd=ROOT, text=True, timeout=60,
                              input=rule.format(budget), capture_output=True)
        assert said in done.stdout + done.stderr
        assert (tmp_path / "image").exists() == (done.returncode == 0) == (budget == 5)
        (tmp_path / "image").unlink(missing_ok=True)


def test_folders_that_are_called_like_dependency_files(tmp_path):
    """As /etc/kernel/postrm.d in the tree of `make deb`."""
    (tmp_path / "etc/postrm.d").mkdir(parents=True)
    done = make(f"B={tmp_path}", "help")
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_a_build_folder_anywhere(tmp_path):
    done = make(f"B={tmp_path}", f"{tmp_path}/boot.img", f"{tmp_path}/stage2/diskboot.img")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "boot.img").read_bytes() == (BUILD / "boot.img").read_bytes()
    for target in ("inspect", "lab", "labs", "debug", "trace", "screenshots"):
        said = make(f"B={tmp_path}", "-n", target, "N=1", "FILE=my.asm").stdout
        assert f"BUILD={tmp_path} " in said, target


@pytest.fixture
def backwards(tmp_path):
    """The environment of a language whose alphabet begins with z."""
    order = "\n".join(f"<U{code:04X}>" for code in range(0x7E, 0x1F, -1))
    (tmp_path / "source").write_text(f"LC_COLLATE\norder_start forward\n{order}\norder_end\nEND LC_COLLATE\n")
    subprocess.run(["localedef", "-c", "-i", tmp_path / "source", "-f", "ANSI_X3.4-1968", tmp_path / "backwards"],
                   capture_output=True, timeout=60)      # fails for what a language has besides
    environment = {"LOCPATH": str(tmp_path), "LC_ALL": "backwards"}
    sorted_there = subprocess.run(["sort"], input="a\nb\n", text=True, capture_output=True,
                                  env=os.environ | environment)
    assert sorted_there.stdout == "b\na\n"
    return environment


def test_the_same_in_every_language(tmp_path, backwards):
    """The order of the loader's objects is in core.img's size; make sorts names as the language does."""
    said = [make(f"B={tmp_path}/new", "-n", "all", "install", **language).stdout
            for language in ({"LC_ALL": "C"}, backwards)]
    assert "loader.elf" in said[0] and said[0] == said[1]


def test_programs_speak_english():
    said = make("--eval=words: ; @echo $$LC_ALL", "words", LC_ALL="tr_TR.UTF-8").stdout
    assert said == "C.UTF-8\n"


def test_a_folder_with_a_blank(tmp_path):
    """Each of the ways to call nasm; a name in make's words has none, but that of the clone may."""
    tree = tmp_path / "mein Übungsordner"
    shutil.copytree(ROOT, tree, symlinks=True, ignore=lambda at, names: [
        name for name in names if name in (".git", "corpus", BUILD.name)])
    done = make("-C", tree, "build/boot.img", "build/loader/loader/entry.o", "build/kernel/cpu/entry_64.o")
    assert done.returncode == 0, done.stderr
    assert (tree / "build/boot.img").read_bytes() == (BUILD / "boot.img").read_bytes()


def test_who_may_install_nothing_is_told_what_is_missing(tmp_path):
    """No package, no root, no sudo."""
    for name, does in (("apt-get", "exit 99"), ("dpkg-query", ""), ("id", "echo 1000")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    for name in ("sh", "make", "sed", "grep", "find"):
        (tmp_path / name).symlink_to(shutil.which(name))
    done = make("-s", "deps", PATH=str(tmp_path))
    assert done.returncode == 2
    what, command = done.stdout.splitlines()
    assert "no sudo" in what and re.match(r"apt-get install .* build-essential nasm .* ipxe$", command)


def test_short_lines_with_the_sizes_left():
    folder = f"{B}/test-make"
    shutil.rmtree(ROOT / folder, ignore_errors=True)
    done = make(f"B={folder}", f"{folder}/boot.img", f"{folder}/stage2/diskboot.img", "-j8")
    shutil.rmtree(ROOT / folder)
    assert done.returncode == 0 and not done.stderr, done.stderr
    lines = done.stdout.splitlines()
    assert "  NASM   stage1/boot.asm" in lines
    assert f"  LD     {folder}/stage1/boot.elf" in lines
    for name in ("boot.img", "stage2/diskboot.img"):
        assert any(re.fullmatch(rf" {{9}}{folder}/{name}: \d+ bytes left", line) for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert [line for line in lines if not re.match(r"  [A-Z0-9]{2,6} +\S+$| {9}\S", line)] == []
