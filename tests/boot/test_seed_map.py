# test_seed_map.py - docs/seed-map.md: each name is in the file that is said to have it.

import re

import pytest

from machine import ROOT

PAGE = (ROOT / "docs/seed-map.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
NAMED = sorted(set(re.findall(r"`([\w/.-]+\.(?:asm|inc|c|h|py|list|tbl|cfg))(?::(\w+))?`", PAGE)))
COMMENT = {"asm": r";[^\n]*", "inc": r";[^\n]*", "c": r"/\*.*?\*/", "h": r"/\*.*?\*/",
           "py": r"#[^\n]*", "list": r"#[^\n]*", "tbl": r"#[^\n]*", "cfg": r"#[^\n]*"}
# The headings of the text, and steps that none of its readers would forgive us to leave out.
SECTIONS = ["一、", "二、", "三、", "四、"]
STEPS = """指令指针寄存器 地址总线 数据总线 选择子 描述符高速缓存器 0xFFFF0 0xAA55 grub2-mkconfig
    menuentry search grub2-install boot.img 0x7c00 core.img diskboot.img
    lzma_decompress.img real_to_prot A20 startup.S grub_main grub_load_config grub_show_menu
    grub_menu_execute_entry linux16 initrd boot start_kernel init_task set_task_stack_end_magic
    trap_init set_system_intr_gate mm_init sched_init vfs_caches_init mnt_init init_rootfs
    register_filesystem rest_init kernel_thread kernel_init kthreadd Ring0 syscalls.list
    make-syscall.sh SYSCALL_NAME DO_CALL ENTER_KERNEL entry_INT80_32 pt_regs do_syscall_32_irqs_on
    ia32_sys_call_table syscall_return_slowpath INTERRUPT_RETURN MSR_LSTAR entry_SYSCALL_64
    do_syscall_64 sys_call_table USERGS_SYSRET64""".split()


def code(path):
    """A file without its comments."""
    return re.sub(COMMENT[path.suffix[1:]], "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path, name", NAMED)
def test_name_is_in_its_file(path, name):
    assert (ROOT / path).exists()
    if name:
        assert re.search(rf"(?<!\w){name}(?!\w)", code(ROOT / path)), f"{name} is not in {path}"


def test_every_row_has_a_place():
    assert len(ROWS) > 60 and len(NAMED) > 50
    for row in ROWS:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert re.search("[\u4e00-\u9fff]|[A-Za-z]", cells[0]), row
        assert re.fullmatch(r"`[\w/.-]+:\w+`", cells[2]), row


def test_sections():
    assert [h[:2] for h in re.findall(r"^## (.+)", PAGE, re.M)] == SECTIONS


@pytest.mark.parametrize("step", STEPS)
def test_step_of_the_text(step):
    """In the first column: the text's own words."""
    first = " ".join(row.split("|")[1] for row in ROWS)
    assert step in first
