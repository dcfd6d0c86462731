# test_debug_kernel.py - make debug at the kernel's first instruction, which runs where no file
# is linked: what was there before keeps its symbols; and what is typed wrong is told in a line.

import pytest

from debugger import Debugger, symbols


@pytest.fixture(scope="module")
def kernel():
    with Debugger("kernel") as gdb:
        yield gdb


def test_stages_before_keep_their_lines(kernel):
    """Those of start32.o must not lie over them, wherever its sections are."""
    for stage, source in (("stage1/boot.elf", "boot.asm"), ("stage2/diskboot.elf", "diskboot.asm"),
                          ("decompress/decompress.elf", "entry.asm")):
        assert f'of "{source}"' in kernel.ask(f"info line *{symbols(stage)['_start']:#x}")
    assert "start32.asm" in kernel.ask("info line *$pc")
    bss = 0x100000 + symbols("kernel/vmlinux.elf")["early_tables"] - symbols("kernel/vmlinux.elf")["startup_32"]
    assert "early_tables in section .bss" in kernel.ask(f"info symbol {bss:#x}")


def test_bios_calls_are_as_many_in_every_stage(kernel):
    with Debugger("stage1") as gdb:
        assert gdb.ask("fl-bios-call log") == kernel.ask("fl-bios-call log")


@pytest.mark.parametrize("command", ["fl-idt nonsense", "fl-pagetable nonsense"])
def test_no_such_symbol(kernel, command):
    assert kernel.ask(command) == 'No symbol "nonsense" in current context.\n'
