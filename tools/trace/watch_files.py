# watch_files.py - the files that the loader looks for and reads.

import gdb

import memory
import symbols

STACK_WORD = 4
PATH_MAX = 4096


def text(address):
    """A string of the guest, of characters that can be shown."""
    found = b""
    while address and b"\0" not in found and len(found) < PATH_MAX:
        found += memory.read(address + len(found), 16)
    string = found.split(b"\0")[0].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "?" for c in string)


def word(address):
    return memory.number(address, STACK_WORD)


def size_of(file):
    """The size in a struct file of the loader; the kernel has another struct of that name."""
    block = gdb.block_for_pc(symbols.address("loader", "file_read"))
    kind = gdb.lookup_type("struct file", block)
    field = next(f for f in kind.fields() if f.name == "size")
    return memory.number(file + field.bitpos // 8, field.type.sizeof)


def watch(machine, log):
    """file_stat(path, root, file), which every opening goes through, and
    file_read(file, offset, size, to)."""
    paths = {}                          # struct file: what it was opened as; else a directory

    def back(now, act):
        """Call act(cpu) when the function that begins here returns."""
        stack = now.register("sp")

        def returned(then):
            if then.register("sp") <= stack:
                return False            # a call below this one
            act(then)
            return True
        machine.once(word(stack), returned)

    def stat(now):
        path, root = text(now.register("ax")), text(now.register("dx"))
        file = now.register("cx")
        device = root.strip("()")
        name = path if path.startswith("(") or not device else f"({device}){path}"
        span = log.begin("file", f"find {name}", now, {"path": path, "root": device})

        def done(then):
            span.end = then.time
            error = then.register("ax")
            if error:
                span.details["answer"] = text(error)
                return
            paths[file] = name
            span.details["size"] = f"{size_of(file)} bytes"
        back(now, done)

    def read(now):
        file, stack = now.register("ax"), now.register("sp")
        offset = now.register("dx") | now.register("cx") << 32
        size = memory.number(stack + STACK_WORD, 8)
        name = paths.get(file) or "a directory"
        span = log.begin("file", f"read {name}", now,
                         {"path": name, "offset": offset, "size": size},
                         bytes=f"{size} from {offset} on", to=f"{word(stack + 3 * STACK_WORD):#x}")

        def done(then):
            span.end = then.time
            if then.register("ax"):
                span.details["answer"] = text(then.register("ax"))
        back(now, done)

    machine.at(symbols.address("loader", "file_stat"), stat, "stage")
    machine.at(symbols.address("loader", "file_read"), read, "stage")
