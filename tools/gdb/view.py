# view.py - how gdb looks at the CPU: as a 16-bit, a 32-bit or a 64-bit one.
#
# One machine runs all stages, so it has to be QEMU's 64-bit one, and the gdb stub of that
# (QEMU 7.2) says "i386:x86-64" in every mode.  gdb 13 takes that for the truth: `set
# architecture i8086` is "not compatible with reported target architecture", and 16-bit
# code is shown as 64-bit.  The other QEMU, qemu-system-i386, ends where the kernel begins,
# and its "i386" still wins against `set architecture i8086`.
#
# So gdb gets two more descriptions of the same registers, as an 8086's and an i386's.  What
# the stub sends (the `g` packet) stays as it is; each 64-bit register of it is called two
# of 32 bits, the lower one by its i386's name.  They are made of the description that the
# stub sent, so they follow QEMU's version.
#
# Writing: the stub takes one register by its number in its own description (`P` packet), or
# all (`G`), but outside of 64-bit code it expects the control registers in `G` to have 4
# bytes, of the 8 that it sends: gdb would change cr0 with any other register.  So here the
# registers have numbers that the stub does not know, which it takes for nothing to do, and
# what was changed is written in the 64-bit view, each with `P`.

import re
import tempfile

import gdb

VIEWS = {16: "i8086", 32: "i386", 64: "i386:x86-64"}
# What an i386 has as eax, eip ...
NAMED = re.compile(r"r([abcd]x|[sd]i|[sb]p|ip)$")
REGISTER = re.compile(r'<reg name="(\w+)" bitsize="(\d+)" type="(\w+)"[^/]*/>')

UNKNOWN = 1000                          # from here on the stub knows no register
WRITTEN = ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp", "ip")
WRITTEN_AS_THEY_ARE = ("eflags", "cs", "ss", "ds", "es", "fs", "gs")

files = {}                              # bits: file with the description
shown = None                            # bits


def as_i386(match):
    """One register of the 64-bit description as what an i386 has in its place."""
    name, bits, kind = match.groups()
    # `info registers` leaves out what has no name.
    if re.match(r"r\d|xmm", name):
        name = ""
    if not NAMED.match(name):
        return f'<reg name="{name}" bitsize="{bits}" type="{kind}"/>'
    kind = kind if kind.endswith("_ptr") else "int32"
    return (f'<reg name="e{name[1:]}" bitsize="32" type="{kind}"/>'
            f'<reg name="" bitsize="32" type="int32"/>')


def narrow(text, architecture):
    # Behind the first they count up, in the order of the `g` packet.
    text = REGISTER.sub(as_i386, text)
    text = text.replace("<reg ", f'<reg regnum="{UNKNOWN}" ', 1)
    return text.replace(VIEWS[64], architecture)


def write(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".xml", prefix="view-")
    file.write(text)
    file.flush()
    return file                         # goes away with gdb


def setup():
    """After `target remote`, with the description that the stub sent."""
    text = gdb.execute("maintenance print xml-tdesc", to_string=True)
    for bits, architecture in VIEWS.items():
        files[bits] = write(text if bits == 64 else narrow(text, architecture))
    gdb.events.register_changed.connect(changed)


def show(bits):
    """Let gdb see a CPU of so many bits."""
    global shown
    if bits == shown:
        return
    gdb.execute("set architecture auto", to_string=True)
    gdb.execute(f"set tdesc filename {files[bits].name}", to_string=True)
    gdb.execute(f"set architecture {VIEWS[bits]}", to_string=True)
    shown = bits
    # A condition knows registers by their place in the view that it was read in.
    for point in gdb.breakpoints():
        if point.condition:
            point.condition = point.condition


def value(name):
    return int(gdb.execute(f"output/x ${name}", to_string=True), 16)        # flags cannot be cast


def changed(_event):
    """After `set $eax = 1` and its like, which gdb knows and QEMU does not."""
    bits = shown
    if bits == 64:
        return
    names = [("e" + name, "r" + name) for name in WRITTEN] + [(n, n) for n in WRITTEN_AS_THEY_ARE]
    wanted = [(name, value(narrow_name) & 0xFFFFFFFF) for narrow_name, name in names]
    gdb.events.register_changed.disconnect(changed)
    show(64)
    for name, new in wanted:
        if value(name) != new:
            gdb.execute(f"set ${name} = {new:#x}")
    show(bits)
    gdb.events.register_changed.connect(changed)
