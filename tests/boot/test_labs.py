# test_labs.py - the exercises of docs/labs/: each solution solves, what is not one does not,
# and each page has its parts.

import re
import subprocess

import pytest

import labs
from machine import ROOT

LABS = ROOT / "docs/labs"
NUMBERS = sorted(labs.CHECKS)
PAGES = sorted(LABS.glob("[0-9]*.md"))


def only(folder, number):
    found = list((LABS / folder).glob(f"{number}-*"))
    assert len(found) == 1, (folder, number, found)
    return found[0]


@pytest.mark.parametrize("number", NUMBERS)
def test_solution(number):
    labs.check(number, only("solutions", number))


@pytest.mark.parametrize("number, sentence", [
    (1, "COM1 gets no F"), (2, "COM1 does not get the text of sector 1"),
    (3, "with A20 shut it says 00, not 01"), (4, "COM1 gets no P"),
    (8, "byte 0 is not of core.img")])
def test_skeleton_is_no_solution(number, sentence, monkeypatch):
    # What it does not say it does not say in a few seconds either.
    monkeypatch.setattr("machine.Guest.expect_any", short(labs.Machine.expect_any))
    with pytest.raises(labs.Unsolved, match=sentence):
        labs.check(number, only("skeletons", number))


def short(wait):
    return lambda pc, what, timeout=None: wait(pc, what, 5)


@pytest.mark.parametrize("number, change, sentence", [
    (1, ("jmp stop", "jmp start"), "COM1 gets more than one F"),
    (1, ("mov ah, 0eh", "mov ah, 3"), "the screen has no F"),
    (2, ("jz stop", "nop"), "what is behind the zero byte"),
    (3, ("out SYSTEM, al", "nop"), "with A20 shut it says 00"),
    (3, ("mov al, '1'", "mov al, '0'"), "with A20 shut it says 00"),
    (4, ("db 0, 9ah, 0cfh, 0", "db 0, 9ah, 4fh, 0"), "cs must have base 0"),
    (4, ("dd gdt", "dd 0"), "the PC has reset itself"),
    (4, ("mov word [SCREEN]", "mov word [SCREEN + 2]"), "top left corner has no P"),
    (5, ("hello, %s", "%s, hello"), "greet lab says 'lab, hello"),
    (7, ("(ull)c.total", "(ull)c.total * 4"), "is not MemTotal")])
def test_one_mistake(number, change, sentence, tmp_path, monkeypatch):
    """A solution with one thing wrong: the sentence tells which."""
    monkeypatch.setattr("machine.Guest.expect_any", short(labs.Machine.expect_any))
    monkeypatch.setattr("machine.Machine.expect_screen", short(labs.Machine.expect_screen))
    text = only("solutions", number).read_text()
    assert change[0] in text
    (tmp_path / "mine").write_text(text.replace(*change, 1))
    with pytest.raises(labs.Unsolved, match=sentence):
        labs.check(number, tmp_path / "mine")


def test_one_abi_is_not_both(tmp_path):
    """The solution of exercise 6 without its row in the table of 32 bits."""
    files = re.split(r"(?m)^(?=diff )", only("solutions", 6).read_text())
    half = [text for text in files if "syscall_32.tbl" not in text]
    assert len(half) == len(files) - 1
    (tmp_path / "half.patch").write_text("".join(half))
    with pytest.raises(labs.Unsolved, match="12, -38"):
        labs.check(6, tmp_path / "half.patch")


def test_room_for_a_command():
    """Who works in this tree has the command in its core.img, too."""
    said = subprocess.run(["make", "-n", "-W", "loader/main.c", "lab", "N=5", "FILE=my.patch"],
                          cwd=ROOT, text=True, capture_output=True, check=True)
    assert "left of 50176" in said.stdout and "left of 49152" not in said.stdout


def test_patch_that_is_in_the_tree_already(tmp_path):
    """As in `git diff > my.patch`: that tree has the change."""
    path = tmp_path / "tree/kernel/fs/proc_system.c"
    path.parent.mkdir(parents=True)
    path.write_text((ROOT / "kernel/fs/proc_system.c").read_text())
    labs.apply(only("solutions", 7), tmp_path / "tree")
    once = path.read_text()
    labs.apply(only("solutions", 7), tmp_path / "tree")
    assert "show_pages" in once and path.read_text() == once


def test_swapped_damage(tmp_path):
    """The decompressor's byte is not one that boot.img misses."""
    (tmp_path / "answers").write_text("boot 20000\ndiskboot 1500\ndecompress 600\n")
    with pytest.raises(labs.Unsolved, match="byte 20000: it is not boot that misses it"):
        labs.check(8, tmp_path / "answers")


def test_damage_that_is_none(tmp_path):
    """Behind core.img there is nothing to miss."""
    (tmp_path / "answers").write_text("boot 600\ndiskboot 1500\ndecompress 60000\n")
    with pytest.raises(labs.Unsolved, match="byte 60000: nobody misses it"):
        labs.check(8, tmp_path / "answers")


def test_index_has_every_page():
    links = re.findall(r"\]\(([\d\w-]+\.md)\)", (LABS / "README.md").read_text())
    assert links == [page.name for page in PAGES] and len(links) == len(NUMBERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page):
    """It has all parts, and the skeleton that it names is there."""
    text = page.read_text()
    for part in ("Goal.", "Read.", "Task.", "Check.", "Think."):
        assert f"**{part}**" in text, part
    assert f"make lab N={page.name[0]} FILE=" in text
    for name in re.findall(r"`(skeletons/[\w.-]+)`", text):
        assert (LABS / name).exists(), name
