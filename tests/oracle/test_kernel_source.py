"""test_kernel_source.py - the kernel's sources against what is said of them: the system calls
that programs need, the names of the text that the kernel follows, and docs/kernel.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for ext in ("c", "h", "asm", "S", "tbl", "list", "py", "ld")
           for p in (ROOT / "kernel").rglob(f"*.{ext}")]
NAMES = """start_kernel init_task trap_init mm_init sched_init vfs_caches_init mnt_init
    init_rootfs register_filesystem rest_init kernel_thread kernel_init kthreadd entry_INT80_32
    do_syscall_32_irqs_on ia32_sys_call_table entry_SYSCALL_64 do_syscall_64 sys_call_table
    pt_regs MSR_LSTAR MSR_STAR MSR_SYSCALL_MASK DO_CALL syscalls.list set_task_stack_end_magic
    set_system_intr_gate IA32_SYSCALL_VECTOR rootfs_fs_type IA32_NR_syscalls NR_syscalls
    orig_ax""".split()


def table(width):
    """{number: (name, handler or None)} of a .tbl file."""
    rows = {}
    for line in (ROOT / f"kernel/sys/syscall_{width}.tbl").read_text().splitlines():
        words = line.split()
        if words and words[0].isdigit():
            rows[int(words[0])] = (words[1], words[2] if len(words) > 2 else None)
    return rows


def needed():
    for line in (ROOT / "tests/oracle/kernel_calls.txt").read_text().splitlines():
        if not line.startswith("#"):
            head, _, calls = line.partition(":")
            for name, number in re.findall(r"(\w+)\((\d+)\)", calls):
                yield int(head.split()[0]), int(head.split()[1]), name, int(number)


@pytest.mark.parametrize("width", [32, 64])
@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_calls_of_real_programs(width, tier):
    """Each is in the table, under its number, with a handler that is defined."""
    rows = table(width)
    text = "\n".join(p.read_text() for p in (ROOT / "kernel/sys").glob("*.c"))
    calls = [(name, number) for w, t, name, number in needed() if (w, t) == (width, tier)]
    assert calls
    for name, number in calls:
        listed, handler = rows.get(number, (None, None))
        assert listed == name, (number, name, listed)
        assert handler and handler != "sys_ni_syscall", f"{name} has no handler"
        assert re.search(rf"^SYS\d\({handler}\b", text, re.M), f"{handler} is not defined"


@pytest.mark.parametrize("width", [32, 64])
def test_table_is_sound(width):
    rows = table(width)
    assert len(rows) > 300 and list(rows) == sorted(rows)
    names = [name for name, _ in rows.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_names_can_be_found(name):
    """As a whole word, in code: not only in comments or in this list."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    code = re.compile(r"/\*.*?\*/|;[^\n]*|//[^\n]*", re.S)
    for path in SOURCES:
        if path.name == name:
            return
        text = path.read_text()
        if word.search(text) and (path.suffix == ".asm" or
                                  word.search(code.sub(lambda m: "" if m[0][0] == "/" else m[0],
                                                       text))):
            return
    pytest.fail(f"{name} is nowhere in kernel/")


def test_real_to_prot():
    text = "\n".join(p.read_text() for p in (ROOT / "decompress").glob("*"))
    assert re.search(r"^real_to_prot:|call +real_to_prot", text, re.M)


ORDER = ["set_task_stack_end_magic", "trap_init", "mm_init", "sched_init", "time_init", "tty_init",
         "vfs_caches_init", "rest_init"]


def body(path, name):
    """The text of a function, of its last definition in the file."""
    text = (ROOT / path).read_text()
    start = [m.end() for m in re.finditer(rf"^[\w\s*]*\b{name}\([^;{{]*\)\n{{", text, re.M)][-1]
    return text[start:text.index("\n}", start)]


def test_order_of_start_kernel():
    calls = re.findall(r"\b(\w+)\(", body("kernel/main.c", "start_kernel"))
    assert [c for c in calls if c in ORDER] == ORDER


def test_each_step_calls_the_next():
    assert "set_system_intr_gate(IA32_SYSCALL_VECTOR, entry_INT80_32)" in \
        body("kernel/traps.c", "trap_init")
    assert "wrmsr(MSR_LSTAR, (u64)entry_SYSCALL_64)" in body("kernel/traps.c", "syscall_init")
    assert "mnt_init()" in body("kernel/fs/mount.c", "vfs_caches_init")
    assert "init_rootfs()" in body("kernel/fs/mount.c", "mnt_init")
    assert "register_filesystem(&rootfs_fs_type)" in body("kernel/fs/ramfs.c", "init_rootfs")
    rest = body("kernel/main.c", "rest_init")
    assert rest.index("kernel_thread(kernel_init,") < rest.index("kernel_thread(kthreadd,")
    assert "sys_call_table[nr](" in body("kernel/sys/syscall.c", "do_syscall_64")
    assert "ia32_sys_call_table[nr](" in body("kernel/sys/syscall.c", "do_syscall_32_irqs_on")


# --- docs/kernel.md

def said():
    text = (ROOT / "docs/kernel.md").read_text()
    return sorted(set(re.findall(r"`((?:kernel|common)/[\w./]+)(?::(\w+))?`", text)))


def defines(path, name):
    """Does the file define it: a function, a label, a type, a macro, a constant?"""
    text = path.read_text()
    return any(re.search(pattern, text, re.M) for pattern in (
        rf"^(?!\s)[\w\s*]*\b{name}\([^;]*\)(?:\s*__attribute__.*)?\n{{",        # function
        rf"^{name}:", rf"^#\s*define {name}\b", rf"^\w[\w\s*]*\b{name}(\[.*\])? =",
        rf"^struct {name} {{", rf"^SYS\d\({name}\b", rf"\bdef {name}\("))


@pytest.mark.parametrize("path, name", said())
def test_the_tour_is_true(path, name):
    file = ROOT / path
    assert file.is_file(), f"docs/kernel.md names {path}"
    assert not name or defines(file, name), f"{path} does not define {name}"


def proofs():
    """(file, test or empty) that the page names as what shows something."""
    text = (ROOT / "docs/kernel.md").read_text()
    named = re.findall(r"`(tests/[\w/]+\.(?:py|c))(?:::(\w+))?`", text)
    return sorted(set(named) | {(f"tests/boot/calls/{name}.c", "")
                                for name in re.findall(r"(?<!/)\bcalls/([a-z_]+)", text) if name != "something"})


@pytest.mark.parametrize("path, name", proofs())
def test_what_shows_it_is_there(path, name):
    file = ROOT / path
    assert file.is_file(), f"docs/kernel.md names {path}"
    assert not name or re.search(rf"^def {name}\(", file.read_text(), re.M), f"no {name} in {path}"


def test_the_tour_is_whole():
    text = (ROOT / "docs/kernel.md").read_text()
    for name in NAMES:
        if name not in ("IA32_NR_syscalls", "NR_syscalls", "orig_ax"):
            assert name in text, name
