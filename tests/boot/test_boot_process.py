# test_boot_process.py - docs/boot-process.md says what happens: its places are passed in its
# order and modes, its commands print what it says; and the Chinese edition is the same page.

import os
import re
import subprocess

import pytest

from boot_page import PLACE, missing, steps
from machine import BUILD, ROOT

DOCS = ROOT / "docs"
PAGE, CHINESE = DOCS / "boot-process.md", DOCS / "boot-process.zh-CN.md"
STEPS = steps(PAGE)
MODES = {"real mode": "实模式", "protected mode": "保护模式", "long mode": "长模式",
         "ring 3": "用户态 Ring 3"}
# What memory-map.md does not have: virtual addresses.
VIRTUAL = {"KERNEL_BASE": (0xFFFFFFFF80000000, 2 << 20), "PROGRAM": (0x400000, 1 << 20)}
SECONDS = 120                           # for one command, on a loaded host


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A folder of our own, filled as `make record` fills build/record: pytest may have several
    processes, and each records."""
    folder = tmp_path_factory.mktemp("record")
    subprocess.run(["/usr/bin/python3", "-B", ROOT / "tools/record_boot.py", BUILD,
                    BUILD / "disk.img", PAGE, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def passed(record):
    """[(place, address, mode)] as the boot passed them."""
    lines = (record / "places.txt").read_text().splitlines()
    found = [re.match(r"(\S+) +0x(\w+)  (\w[\w ]*\w) +cr0=", line) for line in lines]
    return [(m[1], int(m[2], 16), m[3]) for m in found]


def regions():
    """{name: (start, size)} of the rows of memory-map.md."""
    rows = re.findall(r"\| `(\w+)` \| `(0x\w+)` \| [^|]* \| `(\w+)` \|",
                      (DOCS / "memory-map.md").read_text())
    found = {name: (int(start, 16), int(last, 16) - int(start, 16) + 1)
             for start, last, name in rows}
    return {**found, **VIRTUAL}


def test_memory_map_is_generated():
    made = subprocess.run([BUILD / "gen_layout", "md"], text=True, capture_output=True, check=True)
    assert made.stdout == (DOCS / "memory-map.md").read_text()


def test_told_in_order(passed):
    """Every place of the page is passed, and in the page's order."""
    assert len(STEPS) > 50
    assert [place for place, _, _ in passed] == [step.place for step in STEPS]


def test_modes(passed):
    assert [mode for _, _, mode in passed] == [step.mode for step in STEPS]


def test_addresses(passed):
    """At the address that is said, or in the region that begins there."""
    named = regions()
    for step, (_, address, _) in zip(STEPS, passed, strict=True):
        if not step.above:
            assert address == step.address, step.place
            continue
        start, size = named[step.region]
        assert start == step.address, f"{step.place}: {step.region} begins at {start:#x}"
        assert start <= address < start + size, f"{step.place} is at {address:#x}"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.place)
def test_commands(record, step):
    env = dict(os.environ, LC_ALL="C")
    assert step.commands and len(step.text) == 1
    for command in step.commands:
        assert command.output, f"{command.text}: nothing is said of what it prints"
        if command.prompt == "$":
            text = command.text.replace("build/record/", f"{record}/") \
                .replace(" build/", f" {BUILD.relative_to(ROOT)}/")
            done = subprocess.run(["bash", "-c", text], cwd=ROOT, env=env, text=True,
                                  capture_output=True, timeout=SECONDS)
            printed = done.stdout + done.stderr
        else:
            said = (record / "serial.txt").read_text(errors="replace").replace("\r", "")
            # From the echo of the command to the next prompt.
            printed = said.partition("~ # \x1b[6n" + command.text + "\n")[2].split("~ # ")[0]
            assert printed, f"{command.text} was not run"
        claim = missing(command.output, printed)
        assert claim is None, f"{command.text}\nsays nothing like {claim!r}:\n{printed[:4000]}"


def defines(text, name):
    """Is it a label, a function or a variable of this source?"""
    label = name.rsplit(".", 1)[-1] if "." in name else name
    return re.search(rf"^\.?{label}:", text, re.M) or \
        re.search(rf"^[a-zA-Z][^\n;=]*\b{name}\(", text, re.M)


@pytest.mark.parametrize("step", STEPS[1:], ids=lambda step: step.place)
def test_files_define_what_is_said(step):
    assert defines((ROOT / step.path).read_text(), step.symbol)


def test_names_are_there():
    """What the text calls by a name with a _ is a word of some source."""
    text = "\n".join(p.read_text() for folder in ("common", "stage1", "stage2", "decompress",
                                                  "loader", "kernel")
                     for p in sorted((ROOT / folder).rglob("*.*")) if p.suffix != ".pyc")
    words = {word for step in STEPS for name in words_of(step)
             for word in re.findall(r"\w+_\w+", name)}
    assert len(words) > 20
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", text)] == []


# --- the Chinese edition

def test_chinese_edition_is_the_same_page():
    theirs = steps(CHINESE)
    assert [s.place for s in theirs] == [s.place for s in STEPS]
    for ours, same in zip(STEPS, theirs, strict=True):
        assert (same.address, same.above, same.region) == (ours.address, ours.above, ours.region)
        assert same.mode == MODES[ours.mode], same.place
        assert [(c.prompt, c.text, c.output) for c in same.commands] == \
            [(c.prompt, c.text, c.output) for c in ours.commands], same.place
        assert len(same.text) == len(ours.text), same.place
        assert re.search("[\u4e00-\u9fff]", same.text[0]), f"{same.place}: not in Chinese"


def words_of(step):
    """What stands in backquotes in its text: names, which no translation changes."""
    return set(re.findall(r"`([^`]+)`", step.text[0]))


@pytest.mark.parametrize("ours, same", list(zip(STEPS, steps(CHINESE))), ids=lambda s: s.place)
def test_chinese_edition_has_the_same_names(ours, same):
    assert words_of(ours) == words_of(same)


def test_same_sections():
    def headings(page):
        return re.findall(r"^(#+) ", page.read_text(), re.M)
    assert headings(PAGE) == headings(CHINESE)
    assert len(PLACE.findall(PAGE.read_text())) == len(STEPS)
