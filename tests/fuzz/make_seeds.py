"""make_seeds.py BUILD CORPUS - the first inputs of fuzz targets, as real programs make them.

make_fs_seeds.py makes those of filesystems and partition tables, bzimage_seeds.py kernels."""

import gzip
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

BUILD, CORPUS = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
SECTOR = 512
QEMU_E820 = ((0, 0x9FC00, 1), (0x9FC00, 0x400, 2), (0xF0000, 0x10000, 2), (0x100000, 0x1FEE0000, 1),
             (0x1FFE0000, 0x20000, 2), (0xFFFC0000, 0x40000, 2), (0xFD00000000, 0x300000000, 2))


def seed(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def tool(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE,
                          **options).stdout


# --- The stages and what installs them.

def core_image(work):
    loader = work / "loader"
    loader.write_bytes(bytes(range(256)) * 4 + b"\xe8\0\0\0\0\xc3" * 50)
    tool(BUILD / "fl-mkimage", "-o", work / "core.img", "--diskboot", BUILD / "stage2/diskboot.img",
         "--decompress", BUILD / "decompress/lzma_decompress.img", "--loader", loader,
         "--code", loader, "--rest", loader, "--rest-code", loader)
    return work / "core.img"


def core_seeds(work):
    core = core_image(work).read_bytes()
    seed("fuzz_core", "core.img", core[SECTOR:])
    # The header alone, and the payload behind it.
    stub = struct.unpack_from("<I", core, SECTOR + 8)[0]
    head = bytearray(core[SECTOR:SECTOR + 28])
    struct.pack_into("<I", head, 8, len(head))
    seed("fuzz_core", "short", bytes(head) + core[SECTOR + stub:])
    seed("fuzz_install", "core.img", core)


def install_seeds(work):
    for name, table in (("mbr", "label: dos\nstart=48, size=1000, type=83\n"),
                        ("gpt", "label: gpt\nfirst-lba: 34\nstart=34, size=30, "
                                "type=21686148-6449-6E6F-744E-656564454649\n")):
        image = work / name
        with open(image, "wb") as f:
            f.truncate(4096 * SECTOR)
        tool("sfdisk", "-q", image, input=table.encode())
        seed("fuzz_install", name + "-empty", image.read_bytes()[:66 * SECTOR].rstrip(b"\0"))
        for times in (1, 2):            # the second leaves two installations
            tool(BUILD / "fl-install", "--core", work / "core.img", "--boot", BUILD / "boot.img",
                 "--yes", image)
            seed("fuzz_install", f"{name}-{times}", image.read_bytes()[:66 * SECTOR].rstrip(b"\0"))


def mkconfig_seeds():
    settings = ('GRUB_DEFAULT=0\nGRUB_TIMEOUT=5\n'
                'GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`\n'
                'GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"\nGRUB_CMDLINE_LINUX=""\n'
                '#GRUB_TERMINAL=console\n')
    other = ("export GRUB_TIMEOUT_STYLE='hidden'\nGRUB_CMDLINE_LINUX=\"a=1 \\\n  b='$c'\"\n"
             'GRUB_TERMINAL="serial console"\nGRUB_SERIAL_COMMAND="serial --unit=1"\n'
             "GRUB_DISABLE_SUBMENU=y\nGRUB_DISABLE_RECOVERY=true\nGRUB_DEFAULT=saved\n"
             "GRUB_EARLY_INITRD_LINUX_CUSTOM='x y'\n")
    release = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n'
    custom = "#!/bin/sh\nexec tail -n +3 $0\nmenuentry x { true; }\n"
    names = ("vmlinuz-6.1.0-9-amd64\ninitrd.img-6.1.0-9-amd64\nvmlinuz-6.1.0-10-amd64\n"
             "vmlinuz-6.2-rc1\nvmlinuz-6.1.0-9-amd64.old\ninitrd.img-6.1.0-10-amd64\namd-ucode.img\n")
    seed("fuzz_mkconfig", "debian", "\0".join((settings, release, custom, names)))
    seed("fuzz_mkconfig", "other", "\0".join((other, "", "#!/bin/bash\n", "vmlinuz-1~rc2\nkernel-3")))


# --- The firmware.

def e820_seeds():
    wish = struct.pack("<4I", 0x100000, 12 | 1 << 31, 0x100000, 0x7FFFFFFF)
    rows = [struct.pack("<QQII", *row, 1) for row in QEMU_E820]
    seed("fuzz_e820", "qemu", wish + b"".join(
        bytes([4 if row == rows[-1] else 0]) + row for row in rows))
    seed("fuzz_e820", "short", wish + b"".join(b"\x08" + row[:20] for row in rows) + b"\x01")
    older = struct.pack("<4I", 0x3C00, 0x1F0, 0x3C00, 0x1F0)
    seed("fuzz_e820", "e801", wish + b"\x01" + b"\0" + struct.pack("<4I", 639, 0, 0, 0) + b"\0" + older)


def int13_seeds():
    def edd(sectors, size):
        return (b"\x02\0\0\1\0\0\0" + b"\0" +
                struct.pack("<HHIIIQH", 26, 2, 1024, 16, 63, sectors, size))
    read = struct.pack("<HQ", 130, 63)
    seed("fuzz_int13", "disk", b"\x80\0\1" + edd(0x200000, 512) + read + b"\0\0\0")
    seed("fuzz_int13", "cd", b"\xe0\0\0" + edd(0x40000, 2048) + read + b"\0\3\0\0\3\0")
    seed("fuzz_int13", "floppy", b"\0\1\0\1\0\0\0\0\0\0" + b"\0\0\0\x12\x4f\0\1" + read + b"\0" * 20)


def acpi_seeds():
    tables = 0x200000

    def table(name, body):
        head = name + struct.pack("<IBB", 36 + len(body), 1, 0) + b"OEMID TABLE\0\0\0" + bytes(12)
        data = bytearray(head[:36] + body)
        data[9] = -sum(data) & 0xFF
        return bytes(data)

    def lay(wide):
        dsdt = table(b"DSDT", bytes(20) + b"\x08_S5_\x12\x06\x04\x0a\x05\x0a\x07\x00\x00" + bytes(40))
        at, order = 64, []
        for size in (36 + 16, 132, len(dsdt)):
            order.append(tables + at)
            at += size + -size % 4
        fadt = bytearray(132 - 36)
        struct.pack_into("<II", fadt, 0, 0, order[2])
        struct.pack_into("<IBB", fadt, 12, 0xB2, 2, 3)
        struct.pack_into("<II", fadt, 28, 0x604, 0x704)
        struct.pack_into("<IBBBBQB", fadt, 76, 1 << 10, 1, 8, 0, 1, 0xCF9, 15)
        root = (table(b"XSDT", struct.pack("<QQ", order[2], order[1])) if wide else
                table(b"RSDT", struct.pack("<II", order[2], order[1])))
        rsdp = bytearray(b"RSD PTR \0BOCHS " + bytes([2 if wide else 0]) +
                         struct.pack("<IIQ", 0 if wide else order[0], 36, order[0] if wide else 0))
        rsdp[8] = -sum(rsdp[:20]) & 0xFF
        data = bytes(rsdp).ljust(64, b"\0") + root
        for start, body in zip(order[1:], (table(b"FACP", bytes(fadt)), dsdt)):
            data = data.ljust(start - tables, b"\0") + body
        return data
    seed("fuzz_kacpi", "rsdt", lay(False))
    seed("fuzz_kacpi", "xsdt", lay(True))


# --- The kernel.

def elf_seeds(work):
    source = work / "a.c"
    source.write_text("int x = 1, y[5000];\nvoid _start(void) { for (y[x] = x;;) ; }\n")
    kinds = {"static": ["-static", "-no-pie"], "static-pie": ["-static-pie"], "dynamic": ["-pie"]}
    for bits in ("32", "64"):
        for name, options in kinds.items():
            tool("gcc", "-m" + bits, "-Os", "-nostdlib", "-fpie" if "pie" in options[0] else "-fno-pie",
                 "-Wl,-z,noseparate-code,--build-id=none", "-s", *options, "-o", work / "a", source)
            seed("fuzz_kelf", f"{name}-{bits}", (work / "a").read_bytes())


def cpio_seeds(work):
    tree = work / "tree"
    (tree / "bin").mkdir(parents=True)
    (tree / "bin/sh").write_bytes(b"#!/bin/busybox\n" * 30)
    (tree / "bin/ls").hardlink_to(tree / "bin/sh")
    (tree / "init").symlink_to("bin/sh")
    (tree / "empty").write_bytes(b"")
    names = "\0".join(sorted(str(p.relative_to(tree)) for p in tree.rglob("*"))) + "\0"

    def pack(kind):
        return tool("cpio", "--quiet", "-0", "-o", "-H", kind, "-R", "0:0", cwd=tree,
                    input=names.encode(), stderr=subprocess.DEVNULL)
    plain = pack("newc")
    small = gzip.compress(plain, mtime=0)
    seed("fuzz_kcpio", "newc", plain)
    seed("fuzz_kcpio", "crc", pack("crc"))
    seed("fuzz_kcpio", "newc.gz", small)
    seed("fuzz_kcpio", "two", plain + bytes(64) + small)
    shutil.rmtree(tree)


def boot_info_seeds():
    page = bytearray(4096)
    page[0x1E8] = len(QEMU_E820)
    struct.pack_into("<I", page, 0x1E0, 0x7FB80)
    struct.pack_into("<II", page, 0x218, 0x1F000000, 0x123456)
    struct.pack_into("<I", page, 0x228, 0x1000)
    struct.pack_into("<Q", page, 0x250, 0x2000)
    for i, row in enumerate(QEMU_E820):
        struct.pack_into("<QQI", page, 0x2D0 + 20 * i, *row)
    memory = bytearray(0x8000)
    text = b"console=ttyS0 quiet init=/bin/sh -- -c 'ls /'"
    memory[0x1000:0x1000 + len(text)] = text
    struct.pack_into("<QII", memory, 0x2000, 0x3000, 9, 16)
    struct.pack_into("<QIII", memory, 0x3000, 0, 0x4C544C46, 400, 0x31544C46)
    seed("fuzz_kboot_info", "qemu", bytes(page + memory[:0x3200]))
    struct.pack_into("<I", page, 0x228, 0xFFFFFF00)
    page[0x1E8] = 0
    seed("fuzz_kboot_info", "high", bytes(page) + bytes(0x8000 + 0x1F00) + b"console=ttyS0 " * 18)


def words_seeds():
    for name, line in (("sh", "#! /bin/sh -e \n"), ("env", "#!/usr/bin/env python3 -u\nx"),
                       ("cut", "#!/bin/sh")):
        seed("fuzz_kwords", name, b"\1" + line.encode())
    for name, options in (("tmpfs", "mode=1777,size=50%,uid=0,gid=5"),
                          ("sizes", "nr_blocks=4k,nr_inodes=1g,size=64M,inode64")):
        seed("fuzz_kwords", name, b"\0" + options.encode())
    seed("fuzz_rpm", "kernels", "kernel-5.14.0-70.el9\0kernel-5.14.0-162.6.1.el9\0kernel-5.14.0-70~rc1")
    seed("fuzz_rpm", "odd", "a-1.0^git1-1\0a-1.0~~-1\0a-01.a.0-1")


# --- Terminals.

KEYS = ("\x1b[A\x1b[B\x1bOC\x1bOD\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[3~\x1b[2~\x1bOP\x1b[[A"
        "\x1b[21~\x1b[1;5C\x1b\x1e\x1bx\r\n\x7f\tabc\x03")
SCREENS = {
    "less": "\x1b[?1h\x1b=\r\x1b[7mfile\x1b[27m\x1b[K\r\x1b[K\x1b[2;1H~\x1b[m\x1bM\x1b[?1l\x1b>",
    "vi": "\x1b[1;24r\x1b[?25l\x1b[2J\x1b[5;3H\x1b[4hins\x1b[4l\x1b[2L\x1b[M\x1b[3@\x1b[2P\x1b[?25h",
    "colours": "\x1b[1;31;44mred\x1b[0;7m\x1b[38;5;196mx\x1b[48;2;1;2;3my\x1b[39;49mz\x1b[90m\x1b[10m",
    "answers": "\x1b[c\x1b[5n\x1b[6n\x1b[>c\x1bZ\x1b[?6h\x1b[3;9r\x1b[99;99H\x1bD\x1bE\x1b7\x1b8\x1b#8",
    "boxes": "\x1b)0\x0elqqk\x0f\x1b(0x\x1b(B┌─┐äöü€\xf0\x1b]P0000000\x1b]0;title\x07tail",
}


def terminal_seeds():
    seed("fuzz_keys", "keys", KEYS)
    seed("fuzz_keys", "text", "Größe 文字 e\u0301 ┌─┐ \U0001f600")
    seed("fuzz_keys", "broken", b"\xc3\xe2\x82\xf0\x9f\xc0\x80\xed\xa0\x80\xf5\xff\x1b[999999~\x1b[;;R")
    for name, text in SCREENS.items():
        seed("fuzz_kvt", name, bytes([80, 25]) + text.encode())
    seed("fuzz_kvt", "tiny", bytes([1, 1]) + "".join(SCREENS.values()).encode())

    def act(what, data):
        return b"".join(bytes([what + 6 * len(part)]) + part
                        for part in (data[i:i + 40] for i in range(0, len(data), 40)))
    scan, keys, settings, read, write, flush = range(6)
    shift = bytes([0x2A, 0x1E, 0x9E, 0xAA, 0xE0, 0x48, 0x3A, 0x1F, 0x1D, 0x2E, 0x9D, 0x1C])
    seed("fuzz_ktty", "line", act(keys, b"one twp\x7fo\x17 three\x15a\tb\x12\r") + act(read, b"\x02")[:2])
    seed("fuzz_ktty", "full", act(keys, b"x" * 5000 + b"\r\x04") + bytes([read, 255]))
    seed("fuzz_ktty", "raw", bytes([settings, 1, 0, 0, 0, 0, 0]) + act(keys, b"\x03\x04abc\x1b[A") +
         bytes([read, 8]))
    seed("fuzz_ktty", "keyboard", act(scan, shift) + act(write, b"\tx\r\n") + bytes([read, 4, flush]))
    seed("fuzz_ktty", "signals", act(keys, b"ab\x16\x03\x03\x1c\x1a\x13x\x11\x04") + bytes([read, 1, read, 1]))


def main():
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        core_seeds(work)
        install_seeds(work)
        elf_seeds(work)
        cpio_seeds(work)
    mkconfig_seeds()
    e820_seeds()
    int13_seeds()
    acpi_seeds()
    boot_info_seeds()
    words_seeds()
    terminal_seeds()


main()
