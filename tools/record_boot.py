# record_boot.py - one boot of a disk image, recorded: where it passes, what it says.
#
#     record_boot.py BUILD DISK PAGE OUT
#
# The places are those of the page (docs/boot-process.md), lines as
#     > `stage1/boot.asm:_start` - 0x7c00 - real mode
# and what is typed at the shell stands there, too, behind "~ # ".  QEMU's first stop at each
# place goes to OUT/places.txt, in the order in which they come; OUT/serial.txt is COM1,
# OUT/disk.txt each read of the disk, OUT/bios.txt what the BIOS says of itself.
#
# It runs itself a second time inside gdb, which starts QEMU as its own child.

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PLACE = re.compile(r"^> `([\w/.]+)(?::([\w.]+))?` - (0x[0-9a-f]+)(\+?)", re.M)
TYPED = re.compile(r"^    ~ # (.*)$", re.M)
PROMPT = b"~ # "
BOOT_SECONDS = 300                      # under a loaded host; it takes 20
ELF = {"stage1": "stage1/boot.elf", "stage2": "stage2/diskboot.elf",
       "decompress": "decompress/decompress.elf", "loader": "loader/loader.elf",
       "kernel": "kernel/vmlinux.elf", "user": "user/64/init"}
LINKED_AT, LOADED_AT = 0xFFFFFFFF80000000, 0x100000     # the kernel before it has its tables
PE, LMA, RING = 1, 1 << 10, 3


def symbols(elf):
    """{name: address} of an ELF file."""
    lines = subprocess.run(["nm", elf], capture_output=True, text=True, check=True).stdout
    words = [line.split() for line in lines.splitlines()]
    # Global names last: they win over those of a file's own.
    words = sorted((w for w in words if len(w) == 3), key=lambda w: w[1].isupper())
    return {name: int(address, 16) for address, _, name in words}


def places(page, build):
    """(place, address to stop at) of each place of the page."""
    tables = {name: symbols(build / path) for name, path in ELF.items()}
    for path, symbol, address, more in PLACE.findall(page):
        stage = "user" if path.startswith("kernel/user/") else path.split("/")[0]
        stop = tables[stage][symbol] if more else int(address, 16)
        if path == "kernel/entry/start32.asm" and stop >= LINKED_AT:
            stop += LOADED_AT - LINKED_AT
        yield f"{path}:{symbol}" if symbol else path, stop


def qemu(disk, out):
    """The command gdb pipes to: a PC that stands still at its first instruction."""
    return ["exec", "qemu-system-x86_64", "-S", "-gdb", "stdio", "-machine", "pc,accel=tcg",
            "-m", "128M", "-nodefaults", "-vga", "std", "-display", "none", "-no-reboot",
            "-icount", "shift=0,sleep=off",
            "-drive", f"file={disk},format=raw,if=ide,snapshot=on",
            "-chardev", f"file,id=bios,path={out}/bios.txt",
            "-device", "isa-debugcon,iobase=0x402,chardev=bios",
            "-serial", f"unix:{out}/serial.socket,server=on,wait=off",
            "-d", "trace:ide_sector_read", "-D", f"{out}/disk.txt"]


def talk(out, commands):
    """Type the commands, each when the shell asks, and keep what COM1 says."""
    link, end = socket.socket(socket.AF_UNIX), time.monotonic() + BOOT_SECONDS
    while True:
        try:
            link.connect(f"{out}/serial.socket")
            break
        except OSError:
            if time.monotonic() > end:
                return
            time.sleep(0.05)
    said, waiting = b"", list(commands)
    with open(out / "serial.txt", "wb") as log:
        while piece := link.recv(65536):
            log.write(piece)
            log.flush()
            said += piece
            if said.count(PROMPT) > len(commands) - len(waiting) and waiting:
                link.sendall(waiting.pop(0).encode() + b"\r")


def mode(read):
    if not read("cr0") & PE:
        return "real mode"
    if not read("efer") & LMA:
        return "protected mode"
    return "ring 3" if read("cs") & RING == 3 else "long mode"


def inside_gdb(build, disk, page, out):
    import gdb

    def read(register):
        return int(gdb.parse_and_eval(f"(unsigned long)${register}")) & (1 << 64) - 1

    text = page.read_text()
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("set architecture i386:x86-64")
    gdb.execute("target remote | " + " ".join(qemu(disk, out)))
    threading.Thread(target=talk, args=(out, TYPED.findall(text)), daemon=True).start()
    waiting = {}
    for place, address in places(text, build):
        waiting.setdefault(address, []).append(place)
        if len(waiting[address]) == 1:
            gdb.execute(f"hbreak *{address:#x}", to_string=True)
    with open(out / "places.txt", "w") as log:
        while True:
            pc = read("cs") * 16 + read("rip") if not read("cr0") & PE else read("rip")
            here = waiting.pop(pc, [])
            if here:
                print(f"{here[0]:44} 0x{pc:08x}  {mode(read):15} cr0={read('cr0'):08x} "
                      f"cs={read('cs'):04x} sp={read('rsp'):x} dl={read('rdx') & 0xff:02x}",
                      file=log, flush=True)
            if here[1:]:
                waiting[pc] = here[1:]
            elif here:
                gdb.execute(f"clear *{pc:#x}", to_string=True)
            try:
                gdb.execute("continue", to_string=True)
                read("rip")
            except gdb.error:           # the machine is off
                return


def main(build, disk, page, out):
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    env = dict(os.environ, RECORD=" ".join(map(str, (build, disk, page, out))))
    with open(out / "gdb.txt", "w") as log:
        child = subprocess.Popen(["gdb", "-batch", "-nx", "-x", __file__], env=env, stdout=log,
                                 stdin=subprocess.DEVNULL, stderr=log, start_new_session=True)
        try:
            status = child.wait(BOOT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)        # gdb, and QEMU with it
            status = child.wait()
    if status:
        sys.exit(f"record_boot.py: the boot did not end, see {out}")


if "RECORD" in os.environ:
    inside_gdb(*map(Path, os.environ["RECORD"].split()))
else:
    main(*map(Path, sys.argv[1:5]))
