# programs.py - programs of Debian's and of five C libraries, on the host's Linux and on our
# kernel: tests/boot/guest/programs.mk builds and fetches them.

import shutil
import signal
import subprocess

from machine import BUILD

PROGRAMS = BUILD / "guest/programs"
WIDTHS = ["64", "32"]
SECONDS = 60
# Everything that a program sees of its surroundings, the same on both.
ENVIRONMENT = {"PATH": "/none", "HOME": "/none", "TERM": "linux", "TERMINFO": "terminfo",
               "INPUTRC": "/dev/null", "TZ": "UTC0", "LC_ALL": "C"}


def initrd(build, path):
    """Our initramfs with the programs in /programs, as a file."""
    first = (build / "initramfs.cpio.gz").read_bytes()
    second = (build / "guest/programs.cpio").read_bytes()
    path.write_bytes(first + b"\0" * (-len(first) % 4) + second)
    return path


def host_folder(path):
    """What /programs is to the guest: a folder to work in."""
    path.mkdir()
    for width in WIDTHS:
        (path / width).symlink_to(PROGRAMS / width)
    (path / "terminfo/l").mkdir(parents=True)
    shutil.copy("/lib/terminfo/l/linux", path / "terminfo/l")
    shutil.copy(PROGRAMS / "ext2.img", path)
    return path


def default_signals():
    """Whoever runs the tests may ignore what the keyboard sends, or that the line is gone."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN,
                   signal.SIGTTOU):
        signal.signal(number, signal.SIG_DFL)


def on_host(folder, width, command):
    """(output, exit status) of a line for busybox's shell of that width."""
    done = subprocess.run([f"./{width}/busybox", "sh", "-c", "ulimit -c 0; " + command], cwd=folder,
                          env={**ENVIRONMENT, "W": width}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
                          preexec_fn=default_signals)
    return done.stdout.decode("latin1"), done.returncode % 256
