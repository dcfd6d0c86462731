# test_mkimage.py - fl-mkimage: parts that are none, and outputs that cannot be written.

import random
import subprocess

import pytest

from machine import BUILD

STAGES = {"diskboot": BUILD / "stage2/diskboot.img",
          "decompress": BUILD / "decompress/lzma_decompress.img"}
NOISE = random.Random(1).randbytes(160 << 10)


def mkimage(folder, *more, output="core.img", **parts):
    for name, content in parts.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
            parts[name] = folder / name
    words = [f"--{name.replace('_', '-')}={path}" for name, path in (STAGES | parts).items()]
    return subprocess.run([BUILD / "fl-mkimage", "-o", folder / output, *words, *more],
                          capture_output=True, text=True, timeout=60)


def test_one_byte_is_a_loader(tmp_path):
    assert mkimage(tmp_path, loader=b"x").returncode == 0
    assert (tmp_path / "core.img").exists()


WRONG = [
    ({"loader": b""}, "loader: is empty"), ({"loader": NOISE + b"x"}, "more than 163840 bytes"),
    ({"loader": NOISE}, "in streams the loader has more than 106496 bytes"),
    ({"loader": "/dev/zero"}, "/dev/zero: more than 163840 bytes"),
    ({"loader": "/nothing"}, "/nothing: No such file"), ({"loader": "/tmp"}, "/tmp: Is a directory"),
    ({"loader": b"x", "code": NOISE}, "code: more than 163839 bytes"),
    ({"loader": b"x", "rest": b"x", "rest_code": b""}, "rest_code: is empty"),
    ({"loader": b"x", "diskboot": b"x"}, "diskboot: 1 bytes instead of 512"),
    ({"loader": b"x", "decompress": bytes(9)}, "decompress: shorter than its header"),
    ({"loader": b"x", "decompress": bytes(65536)}, "decompress: more than 32256 bytes"),
]


@pytest.mark.parametrize("parts, why", WRONG, ids=[why for _, why in WRONG])
def test_parts_that_are_none(tmp_path, parts, why):
    done = mkimage(tmp_path, **parts)
    assert done.returncode == 1 and done.stderr.startswith("fl-mkimage: ") and why in done.stderr
    assert not (tmp_path / "core.img").exists()


@pytest.mark.parametrize("output, why", [("/dev/full", "No space left"), ("", "Is a directory"),
                                         ("no/where", "No such file")])
def test_output_that_cannot_be_written(tmp_path, output, why):
    done = mkimage(tmp_path, loader=b"x", output=output)
    assert done.returncode == 1 and why in done.stderr


@pytest.mark.parametrize("more", [["extra"], ["--frob"], ["--rest-code=/dev/zero"], ["--code"]])
def test_wrong_words(tmp_path, more):
    done = mkimage(tmp_path, *more, loader=b"x")
    assert done.returncode == 2 and "usage: fl-mkimage" in done.stderr
