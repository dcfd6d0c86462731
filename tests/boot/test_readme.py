# test_readme.py - README.md: one screen, its targets are in the list, its pictures are of what
# boots today.

import re
import subprocess

import pytest
from PIL import Image, ImageChops

import screenshots
from machine import ROOT

README = ROOT / "README.md"
SCREEN = (720, 400)                     # a text screen of 80 * 25 characters
COUNTDOWN = 22 * 16                     # pixels down to the line that counts seconds
LINES, PNG_BYTES = 90, 20000


def test_one_screen():
    assert len(README.read_text().splitlines()) < LINES


def test_targets_are_there():
    """What it calls a target of make, `make help` lists."""
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, text=True, capture_output=True,
                            check=True).stdout
    rest = re.search(r"`make help` lists(.*?)\n\n", README.read_text(), re.S)[1]
    named = re.findall(r"`([a-z-]+)`", rest) + ["run", "check"]
    assert len(named) > 7
    assert [name for name in named if not re.search(rf"(?m)^{name} ", listed)] == []


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    folder = tmp_path_factory.mktemp("img")
    screenshots.main(folder)
    return folder


@pytest.mark.parametrize("name", ["menu", "shell"])
def test_pictures(today, name):
    path = ROOT / f"docs/img/{name}.png"
    assert f"docs/img/{name}.png" in README.read_text()
    assert path.stat().st_size < PNG_BYTES
    assert Image.open(path).size == Image.open(today / f"{name}.png").size == SCREEN


def test_menu_is_what_boots_today(today):
    """make screenshots makes it anew when this fails."""
    top = (0, 0, SCREEN[0], COUNTDOWN)
    pictures = [Image.open(folder / "menu.png").convert("RGB").crop(top)
                for folder in (today, ROOT / "docs/img")]
    assert ImageChops.difference(*pictures).getbbox() is None
    assert len(pictures[0].getcolors()) >= 4
