# labs.py - does a file solve an exercise of docs/labs/?
#
#     labs.py N FILE          1 to 4: assembler; 5 to 7: a patch; 8: a list of bytes
#
# Each check_ function raises Unsolved: a sentence for whoever wrote the file, then what the
# machine showed.

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import BUILD, ROOT, Disk, GuestError, Machine

SECTOR = 512
DISK_SECTORS = 4096
SHIMMED_LBA = 2047                      # shims/shim.inc: where the real boot sector lies
FLAT_CODE = r"CS =\w+ 00000000 ffffffff \w+ DPL=0 CS32"
A_MOMENT = 0.3                          # seconds: long enough for what should not come
NO_SUCH_CALL = -38
CORE_BUDGET = re.search(r"CORE_BUDGET := \d+", (ROOT / "docs/docs.mk").read_text())[0]
NOT_COPIED = ("guest", "asan", "fuzz", "unit", "record", "disk.img", "inspect", "trace", "i386",
              "programs", "programs.cpio", "__pycache__")


class Unsolved(AssertionError):
    """What the file does not do yet."""


def want(condition, sentence):
    if not condition:
        raise Unsolved(sentence)


def must(pc, sentence, wait, *args):
    """Wait for something of a machine; when it does not come, the sentence and what came."""
    try:
        return wait(*args)
    except (GuestError, OSError) as why:
        shown = re.sub(r"\n{2,}", "\n", str(why).partition("\n")[2])
    if not pc.process.isalive():
        sentence += " (the PC has reset itself, as it does when an exception has no handler)"
    raise Unsolved(f"{sentence}\n{shown}")


def run(command, folder=None, **more):
    """Run a program of ours or of the student's; its output is the complaint."""
    done = subprocess.run([str(word) for word in command], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    want(done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}")
    return done.stdout


# --- 1 to 4: boot sectors

def assemble(source, folder):
    target = folder / "sector"
    run(["nasm", "-f", "bin", "-o", target, source])
    sector = target.read_bytes()
    want(len(sector) == SECTOR, f"a sector has 512 bytes, yours {len(sector)}")
    want(sector[-2:] == b"\x55\xaa", "a boot sector ends in 55 aa")
    return sector


def boot_disk(folder, sectors):
    """An image with {LBA: bytes}, for a machine's disk."""
    image = bytearray(DISK_SECTORS * SECTOR)
    for lba, data in sectors.items():
        image[lba * SECTOR:lba * SECTOR + len(data)] = data
    path = folder / "disk.img"
    path.write_bytes(image)
    return [Disk(path, "ide")]


def check_character(source, folder):
    with Machine(boot_disk(folder, {0: assemble(source, folder)})) as pc:
        must(pc, "COM1 gets no F", pc.expect, "F")
        must(pc, "COM1 gets more than one F", pc.expect_silence, "F", A_MOMENT)
        must(pc, "the screen has no F alone in a line", pc.expect_screen, r"(?m)^F$")


def check_sector(source, folder):
    text = f"sector 1 says {random.randrange(10 ** 9)}"
    junk = b"\0but not this"
    sectors = {0: assemble(source, folder), 1: text.encode() + junk}
    with Machine(boot_disk(folder, sectors)) as pc:
        must(pc, f"COM1 does not get the text of sector 1, {text!r}", pc.expect_exact, text)
        must(pc, "COM1 gets what is behind the zero byte, too", pc.expect_silence, "but not this",
             A_MOMENT)


def check_a20(source, folder):
    sector = assemble(source, folder)
    run(["nasm", "-f", "bin", "-I", f"{ROOT}/tests/boot/shims/", "-o", folder / "shim",
         ROOT / "tests/boot/shims/a20_off.asm"])
    shut = {0: (folder / "shim").read_bytes(), SHIMMED_LBA: sector}
    for sectors, said, gate in ((shut, "01", "shut"), ({0: sector}, "11", "open")):
        with Machine(boot_disk(folder, sectors)) as pc:
            first = must(pc, f"with A20 {gate}, COM1 gets no two digits", pc.expect, "[01]{2}")[0]
            want(first == said, f"with A20 {gate} it says {first}, not {said}")
            want("A20=1" in pc.registers(), "A20 is still shut")


def check_gdt(source, folder):
    with Machine(boot_disk(folder, {0: assemble(source, folder)})) as pc:
        must(pc, "COM1 gets no P", pc.expect, "P")
        must(pc, "the screen's top left corner has no P", pc.expect_screen, r"\AP")
        state = must(pc, "the PC does not stay in protected mode", pc.registers)
    want(int(re.search(r"CR0=(\w+)", state)[1], 16) & 1, "PE is not set in cr0")
    code = re.search("CS =.*", state)[0]
    want(re.match(FLAT_CODE, code),
         f"cs must have base 0, limit ffffffff and 32 bits (CS32); selector, base, limit and "
         f"flags are\n{code}")


# --- 5 to 7: patches

def apply(patch, tree):
    """Patch a tree, unless it is: who works in this very tree has it in there."""
    patch = Path(patch).resolve()
    env = dict(os.environ, GIT_CEILING_DIRECTORIES=str(tree.parent))
    for name in ("GIT_DIR", "GIT_WORK_TREE"):
        env.pop(name, None)
    undo = ["git", "apply", "-C1", "-R", "--check", str(patch)]
    if subprocess.run(undo, cwd=tree, env=env, capture_output=True).returncode:
        run(["git", "apply", "-C1", patch], tree, env=env)


def build_in(tree, target):
    env = {name: value for name, value in os.environ.items()
           if name not in ("MAKEFLAGS", "MAKELEVEL", "BUILD")}
    run(["make", "-s", CORE_BUDGET.replace(" := ", "="), f"build/{target}"], tree, env=env)


def patched(patch, folder, target):
    """A copy of the sources and of what is built of them, patched; the target in it is built."""
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, symlinks=True,
                    ignore=lambda at, names: [n for n in names if n in (".git", "corpus", BUILD.name)])
    shutil.copytree(BUILD, tree / "build", symlinks=True, ignore=lambda at, names: NOT_COPIED)
    apply(patch, tree)
    build_in(tree, target)
    return tree / "build"


def check_command(patch, folder):
    build = patched(patch, folder, "fl-emu")
    (folder / "script").write_text("greet lab\n")
    said = run([build / "fl-emu", "--script", folder / "script"])
    want(said == "hello, lab\n", f"greet lab says {said!r} in fl-emu")
    (folder / "script").write_text("if greet; then echo taken; else echo refused; fi\n")
    want("refused" in run([build / "fl-emu", "--script", folder / "script"]),
         "greet without a name must fail")
    build_in(build.parent, "disk.img")
    with Machine([Disk(build / "disk.img", "ide")], memory="128M") as pc:
        must(pc, "the menu does not come", pc.expect, "Starts by itself")
        pc.send("c")
        must(pc, "the prompt does not come", pc.expect, "grub> |> ")
        pc.send("greet everybody\r")
        must(pc, "greet everybody does not say it at the prompt", pc.expect_exact,
             "hello, everybody")


CALLER = """
static long by_syscall(long number, long a, long b)
{
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b)
			 : "rcx", "r11", "memory");
	return result;
}
static long by_int80(long number, long a, long b)
{
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b)
			 : "r8", "r9", "r10", "r11", "memory");
	return result;
}
static char text[16];
static void say(char c)
{
	text[0] = c;
	__asm__ volatile("syscall" : : "a"(1), "D"(1), "S"(text), "d"(1) : "rcx", "r11", "memory");
}
static void number(long n)
{
	if (n < 0) {
		say('-');
		n = -n;
	}
	if (n > 9)
		number(n / 10);
	say('0' + n % 10);
}
static const struct { long nr, a, b; } call[] = {
	{ 500, 84, 36 }, { 500, 17, 5 }, { 500, 0, 7 }, { 501, 84, 36 },
};
void _start(void)
{
	for (unsigned i = 0; i < sizeof call / sizeof *call; i++) {
		say('[');
		number(by_syscall(call[i].nr, call[i].a, call[i].b));
		say(' ');
		number(by_int80(call[i].nr, call[i].a, call[i].b));
		say(']');
	}
	for (;;)
		;
}
"""
CALLED = [(12, 12), (1, 1), (7, 7), (NO_SUCH_CALL, NO_SUCH_CALL)]


def kernel(build, initramfs, words):
    """A machine that starts the kernel with this initramfs and these words."""
    return Machine(memory="128M", arguments=[
        "-kernel", build / "vmlinuz", "-initrd", initramfs, "-append", f"console=ttyS0 {words}"])


def check_syscall(patch, folder):
    build = patched(patch, folder, "vmlinuz")
    (folder / "init.c").write_text(CALLER)
    run(["gcc", "-m64", "-O1", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector",
         "-fno-pie", "-no-pie", "-o", folder / "init", folder / "init.c"])
    (folder / "list").write_text(f"dir dev 755\nnode dev/console 600 5 1\n"
                                 f"file init 755 {folder}/init\n")
    with open(folder / "initramfs", "wb") as out:
        subprocess.run(["/usr/bin/python3", "-B", ROOT / "kernel/user/gen_initramfs.py",
                        folder / "list"], stdout=out, check=True)
    with kernel(build, folder / "initramfs", "") as pc:
        must(pc, "the program does not come back from its calls", pc.expect,
             r"(\[[-\d]+ [-\d]+\]){4}")
        said = [(int(m[1]), int(m[2])) for m in re.finditer(r"\[(-?\d+) (-?\d+)\]", pc.said())]
    want(said == CALLED, f"gcd(84, 36), gcd(17, 5), gcd(0, 7) and no call, by syscall and by "
                         f"int 80h: {said}, not {CALLED}")


def check_proc(patch, folder):
    build = patched(patch, folder, "vmlinuz")
    words = "-- -c cat</proc/pages;cat</proc/meminfo"       # no blanks: one word
    with kernel(build, BUILD / "initramfs.cpio.gz", words) as pc:
        must(pc, "the kernel does not come to /proc/meminfo", pc.expect, "MemTotal: +(\\d+) kB")
        said = pc.said().replace("\r", "")
    total, free = (re.search(rf"(?m)^{word} (\d+)$", said) for word in ("total", "free"))
    kib = re.search(r"MemTotal: +(\d+) kB", said)
    want(total and free, 'cat /proc/pages shows no lines like "total 1" and "free 1"; the last '
                         f"thing before /proc/meminfo is\n{said[:kib.start()][-200:]}")
    want(int(total[1]) * 4 == int(kib[1]), f"{total[0]} (pages of 4 KiB) is not {kib[0]}")
    want(0 < int(free[1]) < int(total[1]), f"{free[0]} is not between 0 and {total[0]}")


# --- 8: damage

PROMPT = "firstlight> "
SENTENCES = {"boot": "boot: bad core.img", "diskboot": "diskboot: bad core.img",
             "decompress": "decompress: bad core.img behind the decompressor"}


def check_damage(answers, folder):
    text = re.sub("#.*", "", Path(answers).read_text())
    byte = {name: int(number, 0) for name, number in
            re.findall(r"(?m)^\s*(\w+)\s+(0x[0-9a-fA-F]+|\d+)\s*$", text)}
    want(set(byte) == set(SENTENCES), f"a line with a number each for {', '.join(SENTENCES)}")
    # Only the boot code and core.img count here.  Of a disk that is cut off behind them the
    # loader cannot read a grub.cfg.
    whole = (BUILD / "disk.img").read_bytes()[:DISK_SECTORS * SECTOR]
    for stage, sentence in SENTENCES.items():
        image = bytearray(whole)
        want(SECTOR <= byte[stage] < len(image),
             f"byte {byte[stage]} is not of core.img, which begins with byte {SECTOR}")
        image[byte[stage]] ^= 0xFF
        with Machine(boot_disk(folder, {0: bytes(image)})) as pc:
            _, said = must(pc, f"byte {byte[stage]}: COM1 gets neither a sentence nor a prompt",
                           pc.expect_any, [r"[a-z]+: bad [^\r]*\r", PROMPT])
            want(said[0] != PROMPT, f"byte {byte[stage]}: nobody misses it, the loader runs")
            want(said[0].strip() == sentence,
                 f"byte {byte[stage]}: it is not {stage} that misses it; COM1 got\n{said[0]}")


CHECKS = {1: check_character, 2: check_sector, 3: check_a20, 4: check_gdt, 5: check_command,
          6: check_syscall, 7: check_proc, 8: check_damage}


def check(number, path):
    """Raise when the file does not solve the exercise."""
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        CHECKS[number](path, Path(folder))


if __name__ == "__main__":
    if sys.argv[1] not in map(str, CHECKS):
        sys.exit(f"there is no lab {sys.argv[1]}: they are 1 to {len(CHECKS)}")
    try:
        check(int(sys.argv[1]), Path(sys.argv[2]))
    except (Unsolved, OSError) as why:
        sys.exit(f"lab {sys.argv[1]}: not yet.\n{why}")
    print(f"lab {sys.argv[1]}: done")
