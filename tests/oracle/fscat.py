"""fscat.py - asks our readers, on the host, what is in an image."""

import os
import subprocess
import zlib

FSCAT = os.environ.get("BUILD", "build") + "/fscat"


def fscat(image, *command, native=512):
    return subprocess.run([FSCAT, "-c", "-s", str(native), str(image), *command],
                          capture_output=True, timeout=60)


def cat(image, path, **options):
    done = fscat(image, "cat", path, **options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def refusal(image, *command, **options):
    done = fscat(image, *command, **options)
    assert done.returncode == 1, done
    file, _, sentence = done.stderr.decode().splitlines()[0].partition(": ")
    assert file == command[1]                   # which file it is about, with its device
    return sentence


def line(path, data):
    return f"{path} 0 {len(data)} {zlib.crc32(data):08x}"


def directories(files):
    found = set()
    for name in files:
        while "/" in name:
            name = name.rpartition("/")[0]
            found.add(name)
    return found


def check_tree(image, files, root="(hd0)/.", extra=(), native=512):
    done = fscat(image, "tree", root, native=native)
    assert done.returncode == 0, done.stderr.decode()
    got = set(done.stdout.decode().splitlines())
    want = {line(f"{root}/{name}", data) for name, data in files.items()}
    want |= {f"{root}/{name} 1 0 00000000" for name in directories(files) | set(extra)}
    want.add(f"{root} 1 0 00000000")
    assert got == want, sorted(got ^ want)[:10]
