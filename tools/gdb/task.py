# task.py - fl-task: the kernel's tasks.

import gdb

import cpu


def tasks():
    """Each struct task_struct, in the ring that begins with process 0."""
    first = gdb.parse_and_eval("&'task.c'::init_task")
    kind = first.type.target()
    offset = next(f.bitpos // 8 for f in kind.fields() if f.name == "all")
    at = int(first)
    while True:
        task = gdb.Value(at).cast(first.type).dereference()
        yield task
        at = int(task["all"]["next"]) - offset
        if at == int(first):
            return


def line(task, current):
    mm = int(task["mm"])
    state = str(task["state"]).replace("TASK_", "").lower()
    return (f"{'*' if int(task.address) == current else ' '} {int(task['pid']):5}  {state:<13}"
            f"  {task['comm'].string():<16}  {f'{mm:#018x}' if mm else '-':<18}"
            f"  {int(task['stack']):#018x}  {int(task['kernel_sp']):#018x}")


class Task(gdb.Command):
    """fl-task - all tasks of the kernel: pid, state, name, address space (- for a kernel thread),
lowest address of its kernel stack, stack pointer while it does not run.  * runs now."""

    def __init__(self):
        super().__init__("fl-task", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        if not cpu.read().long:
            raise gdb.GdbError("there are no tasks before the kernel is in long mode")
        current = int(gdb.parse_and_eval("current_task"))
        print(f"    pid  {'state':<13}  {'name':<16}  {'mm':<18}  {'stack':<18}  stack pointer")
        for task in tasks():
            print(line(task, current))


Task()
