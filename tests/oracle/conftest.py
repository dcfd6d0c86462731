"""conftest.py - the ext2, ext3 and ext4 images, made once for all tests."""

import pytest

from ext_images import EXT, LINKS, contents, make_tree, tool


@pytest.fixture(scope="session")
def files():
    return contents(1)


@pytest.fixture(scope="session")
def ext_source(files, tmp_path_factory):
    root = make_tree(tmp_path_factory.mktemp("ext") / "tree", files)
    (root / "sub").mkdir()
    for name, (target, _) in LINKS.items():
        (root / name).symlink_to(target)
    (root / "loop1").symlink_to("loop2")
    (root / "loop2").symlink_to("loop1")
    (root / "dirlink").symlink_to("boot/grub")
    (root / "dangling").symlink_to("nowhere")
    return root


@pytest.fixture(scope="session")
def ext_image(ext_source, tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("ext-images"), {}

    def make(name):
        if name not in made:
            made[name] = folder / (name + ".img")
            tool("mke2fs", "-q", "-F", *EXT[name].split(), "-N", "1024", "-L", "a label",
                 "-U", "01234567-89ab-cdef-0123-456789abcdef", "-E", "root_owner=0:0",
                 "-d", ext_source, made[name], "96M" if "64k" in name else "48M")
        return made[name]
    return make
