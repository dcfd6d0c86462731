# screenshots.py - pictures of the menu and of the shell, of a boot of build/disk.img.
#
#     screenshots.py FOLDER

import sys
from pathlib import Path

from PIL import Image

from machine import BUILD, Disk, Machine

COLOURS = 16                            # of a text screen
TYPED = ("uname -a", "ps", "head -n 6 /proc/boot-timeline", "ls /")


def shoot(pc, path):
    """What the screen shows, as a small PNG."""
    shot = pc.work / "shot.ppm"
    pc.monitor(f'screendump "{shot}"')
    Image.open(shot).quantize(COLOURS).save(path, optimize=True)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with Machine([Disk(BUILD / "disk.img", "ide")], memory="128M") as pc:
        pc.expect_screen("Choose what to start")
        shoot(pc, folder / "menu.png")
        pc.press("ret")
        pc.expect_screen("~ #")
        for number, line in enumerate(TYPED, 2):
            pc.type(line + "\n")
            # The next prompt: each command's output ends in one.
            pc.expect_screen(rf"(?s)(~ #.*){{{number}}}$")
        shoot(pc, folder / "shell.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
