# conftest.py - rules of the boot tests: nothing is skipped, no emulator means failure.

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from machine import BUILD, QEMU, need  # noqa: E402

skipped = []


def pytest_configure(config):
    try:
        for program in (QEMU, "bochs", "nasm", "sfdisk", "sgdisk", "mke2fs", "mkfs.vfat", "mcopy"):
            need(program)
    except FileNotFoundError as why:
        pytest.exit(str(why), returncode=2)


def pytest_runtest_logreport(report):
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_sessionfinish(session, exitstatus):
    if skipped and exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    for test in skipped:
        terminalreporter.write_line(f"skipped, which counts as failed: {test}")


@pytest.fixture(scope="session")
def build():
    """The folder with what `make` built."""
    return BUILD
