# pagetable.py - fl-pagetable: how the CPU comes from an address to memory.

import gdb

import cpu
import memory

# Intel SDM vol. 3, 4.5.4: name of a level, and what one entry of it maps when it is a page.
LEVELS = (("PML4", 39, None), ("PDPT", 30, "1 GiB"), ("PD", 21, "2 MiB"), ("PT", 12, "4 KiB"))
P, W, U, A, D, PS, G = (1 << bit for bit in (0, 1, 2, 5, 6, 7, 8))
NX = 1 << 63
ADDRESS = 0x000FFFFFFFFFF000
FLAGS = ((P, "present"), (W, "write"), (U, "user"), (A, "accessed"), (D, "dirty"), (PS, "page"),
         (G, "global"), (NX, "no-execute"))


def flags(entry, last):
    """In words; bit 7 of the last level is no size, D and G are only of pages."""
    page = last or entry & PS
    return " ".join(name for bit, name in FLAGS if entry & bit
                    and not (bit == PS and last) and (page or bit not in (D, G)))


def walk(cr3, address):
    """(level's name, index, where the entry is, entry, size of the page or None) until a page
    or a hole."""
    table = cr3 & ADDRESS
    for name, shift, size in LEVELS:
        index = address >> shift & 511
        entry = memory.physical(table + 8 * index)
        page = entry & P and (shift == LEVELS[-1][1] or (size and entry & PS))
        yield name, index, table + 8 * index, entry, (shift, size) if page else None
        if page or not entry & P:
            return
        table = entry & ADDRESS


def rights(entries, nxe):
    """What all levels together allow."""
    write = all(e & W for e in entries)
    run = not (nxe and any(e & NX for e in entries))
    who = "user and kernel" if all(e & U for e in entries) else "kernel only"
    return f"R{'W' if write else '-'}{'X' if run else '-'}, {who}"


def show(now, address):
    seen = []
    for name, index, at, entry, page in walk(now.values["cr3"], address):
        print(f"{name:<5}[{index:3}] at {at:#012x}: {entry:#018x}  "
              + (flags(entry, name == "PT") if entry & P else "not present"))
        seen.append(entry)
    if not page:
        print(f"{address:#x} is not mapped")
        return
    shift, size = page
    start = entry & ADDRESS & ~((1 << shift) - 1)
    offset = address & ((1 << shift) - 1)
    print(f"{address:#x} is physical {start + offset:#x}, in a page of {size}: "
          f"{rights(seen, now.values['efer'] & cpu.EFER_NXE)}")


class PageTable(gdb.Command):
    """fl-pagetable ADDRESS - walk the page tables as the CPU does: each entry with its flags, the
physical address, and what all levels together allow (RWX, kernel or user)."""

    def __init__(self):
        super().__init__("fl-pagetable", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("fl-pagetable ADDRESS")
        now = cpu.read()
        address = memory.evaluate(argument)
        if not now.paging:
            print(f"paging is off: {address:#x} is physical {address:#x}")
        elif not now.long or now.values["cr4"] & cpu.CR4_LA57:
            raise gdb.GdbError("only the four levels of long mode, please")
        else:
            show(now, address)


PageTable()
