# conftest.py - of the boot tests: no emulator means failure.

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from machine import BUILD, QEMU, need  # noqa: E402


def pytest_configure(config):
    try:
        for program in (QEMU, "bochs", "nasm", "sfdisk", "sgdisk", "mke2fs", "mkfs.vfat", "mcopy"):
            need(program)
    except FileNotFoundError as why:
        pytest.exit(str(why), returncode=2)


@pytest.fixture(scope="session")
def build():
    """The folder with what `make` built."""
    return BUILD
