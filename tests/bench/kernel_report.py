# kernel_report.py - what the bench's program said, beside each other: ratios, targets, tables.
# Pure: text in, numbers and text out.

import re
import struct

WIDTHS = [64, 32]
HANDOFF = "loader: jump to the kernel"
TIMELINE = struct.Struct("<4sI")        # common/timeline.h: magic, count, then a TSC each
MAGIC = b"FLT1"

# The targets, as parts of what Linux needs: an operation in each width, and the start.
HALF = 1 / 2
OPERATION_TARGETS = dict.fromkeys([
    "getpid_int80", "getpid_syscall", "fork_exit_wait", "fork_exec_exit_wait_tiny",
    "pipe_roundtrip_2proc", "sched_yield_switch_2proc", "pagefault_anon_write",
    "pagefault_anon_read_zero"], HALF)
START_TARGET = 1 / 20
KERNEL_BYTES = 256 * 1024
MEMORY_BYTES = 4 * 1024 * 1024
# Only 64-bit programs have the instruction.
ONLY_64 = {"getpid_syscall", "getppid_syscall", "enosys_syscall"}


class BenchError(AssertionError):
    """The bench's program did not say what it should; carries what it said."""


def operations(text):
    """{name: instructions} of one run that was not cut short."""
    if "bench: done" not in text:
        raise BenchError(f"the bench did not come to its end\n{text[-3000:]}")
    return {name: int(n) for name, n in re.findall(r"^bench: (\w+) (\d+)\r*$", text, re.M)}


def number(text, pattern):
    match = re.search(pattern, text, re.M)
    if not match:
        raise BenchError(f"no {pattern} in\n{text[-3000:]}")
    return int(match[1])


def timeline(text):
    """[(ticks since the step before, what)] of our kernel's /proc/boot-timeline."""
    return [(int(n), what) for n, what in re.findall(r"^start: step +(\d+) (.*?)\r*$", text, re.M)]


def entry_tsc(text):
    """The TSC when the loader jumped to the kernel, as either kernel tells it."""
    handed_over = re.search(r"^start: handed-over ([0-9a-f]+)\r*$", text, re.M)
    if handed_over:
        data = bytes.fromhex(handed_over[1])
        magic, count = TIMELINE.unpack_from(data)
        if magic != MAGIC or len(data) < TIMELINE.size + 8 * count:
            raise BenchError(f"not the loader's timeline: {handed_over[1]}")
        return max(struct.unpack_from(f"<{count}Q", data, TIMELINE.size))
    steps = timeline(text)
    if HANDOFF not in [what for _, what in steps]:
        raise BenchError(f"the kernel does not know when it was entered\n{text[-3000:]}")
    last = [what for _, what in steps].index(HANDOFF)
    return sum(ticks for ticks, _ in steps[:last + 1])


def start(text):
    """Of one run: instructions from the kernel's entry to /init's first, free bytes then."""
    return {"instructions": number(text, r"^start: tsc (\d+)") - entry_tsc(text),
            "free": number(text, r"^start: free (\d+)")}


def archive_sizes(data):
    """{name: bytes} of the regular files in an unpacked initramfs; a later one replaces an
    earlier one of the same name."""
    sizes, at, align = {}, 0, 4
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        field = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        mode, size, name_size = field[1], field[6], field[11]
        name = data[at + 110:at + 110 + name_size - 1].decode()
        at = (at + 110 + name_size + align - 1) // align * align
        if mode >> 12 == 8:
            sizes[name] = size
        at = (at + size + align - 1) // align * align
    return sizes


def ratio(ours, theirs):
    return ours / theirs if theirs else float("inf")


def missed_operations(ours, theirs):
    """[sentence] for each operation of {width: {name: n}} that is over its target or was not
    measured in both."""
    out = []
    for width in WIDTHS:
        for name, target in OPERATION_TARGETS.items():
            if width == 32 and name in ONLY_64:
                continue
            a, b = ours[width].get(name), theirs[width].get(name)
            if a is None or b is None:
                out.append(f"{name}, {width} bits: not measured")
            elif ratio(a, b) > target:
                out.append(f"{name}, {width} bits: {a} of {b} is more than {target:g}")
    return out


def missed_start(ours, theirs, kernel_bytes, memory):
    out = []
    if ratio(ours["instructions"], theirs["instructions"]) > START_TARGET:
        out.append(f"start: {ours['instructions']} of {theirs['instructions']} is more than "
                   f"{START_TARGET:g}")
    if kernel_bytes > KERNEL_BYTES:
        out.append(f"vmlinuz: {kernel_bytes} bytes of {KERNEL_BYTES}")
    if memory > MEMORY_BYTES:
        out.append(f"memory: {memory} bytes of {MEMORY_BYTES}")
    return out


def operation_table(ours, theirs):
    """Markdown.  Bold: an operation with a target; a star: more than half."""
    lines = ["| operation | ours, 64 | Linux, 64 | ratio | ours, 32 | Linux, 32 | ratio |",
             "|---|" + "---:|" * 6]
    for name in dict.fromkeys([*ours[64], *ours[32]]):
        cells = [f"**{name}**" if name in OPERATION_TARGETS else name]
        for width in WIDTHS:
            a, b = ours[width].get(name), theirs[width].get(name)
            if a is None or b is None:
                cells += ["", "", ""]
                continue
            mark = " \\*" if ratio(a, b) > HALF else ""
            cells += [f"{a:,}", f"{b:,}", f"{ratio(a, b):.2f}{mark}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def timeline_table(steps):
    lines = ["| step | instructions |", "|---|---:|"]
    return "\n".join(lines + [f"| {what} | {ticks:,} |" for ticks, what in steps])
