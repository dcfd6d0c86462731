# bios_words.py - the BIOS calls that we make, in words.

import cpu
import memory

VIDEO, LOW_MEMORY, DISK, SYSTEM, KEYBOARD, NO_BOOT, CLOCK = 0x10, 0x12, 0x13, 0x15, 0x16, 0x18, 0x1A

# By vector and ah.
NAMES = {
    (VIDEO, 0x00): "set the video mode", (VIDEO, 0x0E): "print", (VIDEO, 0x0F): "which video mode",
    (VIDEO, 0x11): "font", (VIDEO, 0x12): "EGA: information, scan lines",
    (DISK, 0x00): "reset", (DISK, 0x02): "read by cylinder, head, sector",
    (DISK, 0x03): "write by cylinder, head, sector", (DISK, 0x08): "geometry",
    (DISK, 0x41): "are there packet calls", (DISK, 0x42): "read", (DISK, 0x43): "write",
    (DISK, 0x48): "parameters",
    (SYSTEM, 0x24): "open A20", (SYSTEM, 0x53): "APM", (SYSTEM, 0x88): "memory above 1 MiB",
    (SYSTEM, 0xE8): "memory map",
    (KEYBOARD, 0x00): "read a key", (KEYBOARD, 0x01): "is there a key",
    (KEYBOARD, 0x10): "read a key, enhanced", (KEYBOARD, 0x11): "is there a key, enhanced",
    (CLOCK, 0x00): "ticks since midnight", (CLOCK, 0x02): "time", (CLOCK, 0x04): "date",
}
PEEKS = {(KEYBOARD, 0x01), (KEYBOARD, 0x11)}
WITH_CARRY = {DISK, SYSTEM, CLOCK}      # the others leave the flag alone
WITHOUT_AH = {LOW_MEMORY: "memory below 640 KiB", NO_BOOT: "no system on this disk"}
E820_KINDS = {1: "RAM", 2: "reserved", 3: "ACPI tables", 4: "ACPI's own", 5: "bad"}


def ah_of(registers):
    return registers["ax"] >> 8 & 0xFF


def drive(registers):
    return f"drive {registers['dx'] & 0xFF:02x}h"


def packet_of(registers):
    """The packet of ah=42h, 43h at ds:si, as loader/bios/int13.c has it."""
    return memory.fields("packet", registers["ds"] * 16 + (registers["si"] & 0xFFFF))


def packet(registers):
    p = packet_of(registers)
    return (f"{drive(registers)} LBA {p['lba']} count {p['count']} buffer "
            f"{p['segment']:04x}:{p['offset']:04x}")


def chs(registers):
    cx = registers["cx"] & 0xFFFF
    cylinder = cx >> 8 | (cx & 0xC0) << 2
    return (f"{drive(registers)} cylinder {cylinder} head {registers['dx'] >> 8 & 0xFF} sector "
            f"{cx & 0x3F} count {registers['ax'] & 0xFF} buffer "
            f"{registers['es']:04x}:{registers['bx'] & 0xFFFF:04x}")


def is_e820(vector, registers):
    return vector == SYSTEM and registers["ax"] & 0xFFFF == 0xE820


def character(registers):
    return repr(chr(registers["ax"] & 0xFF))


def memory_map(registers):
    return f"entry {registers['bx']:#x} to {registers['es']:04x}:{registers['di'] & 0xFFFF:04x}"


ARGUMENTS = {(DISK, ah): drive for ah in (0x00, 0x08, 0x41, 0x48)} | {
    (DISK, 0x42): packet, (DISK, 0x43): packet, (DISK, 0x02): chs, (DISK, 0x03): chs,
    (VIDEO, 0x0E): character,
}


def question(vector, registers):
    """What a call asks for."""
    if vector in WITHOUT_AH:
        return WITHOUT_AH[vector]
    ah = ah_of(registers)
    number = f"ax={registers['ax'] & 0xFFFF:04x}h" if vector == SYSTEM else f"ah={ah:02x}h"
    name = NAMES.get((vector, ah), "?")
    more = memory_map if is_e820(vector, registers) else ARGUMENTS.get((vector, ah))
    return f"{number}  {name}" + (f": {more(registers)}" if more else "")


# --- what came back, of calls that worked

def geometry(_asked, got):
    cx = got["cx"] & 0xFFFF
    return (f"{(cx >> 8 | (cx & 0xC0) << 2) + 1} cylinders, {(got['dx'] >> 8 & 0xFF) + 1} heads, "
            f"{cx & 0x3F} sectors a track")


def parameters(asked, _got):
    p = memory.fields("parameters", asked["ds"] * 16 + (asked["si"] & 0xFFFF))
    return f"{p['sectors']} sectors of {p['sector_size']} bytes"


def packet_calls(_asked, got):
    return f"version {ah_of(got):02x}h, bx={got['bx'] & 0xFFFF:04x}h, cx={got['cx'] & 0xFFFF:04x}h"


def map_entry(asked, got):
    e = memory.fields("e820_entry", asked["es"] * 16 + (asked["di"] & 0xFFFF))
    return (f"{e['start']:#x}..{e['start'] + e['size'] - 1:#x} {E820_KINDS.get(e['type'], e['type'])}, "
            + (f"next entry {got['bx']:#x}" if got["bx"] else "the last"))


def key(_asked, got):
    return f"scan code {ah_of(got):02x}h, ASCII {got['ax'] & 0xFF:02x}h"


def ticks(_asked, got):
    return f"{(got['cx'] & 0xFFFF) << 16 | got['dx'] & 0xFFFF} ticks"


def video_mode(_asked, got):
    return f"mode {got['ax'] & 0x7F:02x}h, {ah_of(got)} columns"


ANSWERS = {(DISK, 0x08): geometry, (DISK, 0x48): parameters, (DISK, 0x41): packet_calls,
           (KEYBOARD, 0x00): key, (KEYBOARD, 0x10): key, (CLOCK, 0x00): ticks,
           (VIDEO, 0x0F): video_mode}


def answer(vector, asked, got, flags):
    """What came back: the flag that counts with this vector, ah, and what the call gave."""
    ah = f"ah={ah_of(got):02x}h"
    if vector == LOW_MEMORY:
        return f"{got['ax'] & 0xFFFF} KiB"
    if (vector, ah_of(asked)) in PEEKS:
        return f"{ah}: " + ("no key" if flags & cpu.FLAG_ZF else key(asked, got))
    more = map_entry if is_e820(vector, asked) else ANSWERS.get((vector, ah_of(asked)))
    text = f": {more(asked, got)}" if more else ""
    if vector not in WITH_CARRY:
        return ah + text
    return f"carry set, {ah}" if flags & cpu.FLAG_CF else f"carry clear, {ah}{text}"
