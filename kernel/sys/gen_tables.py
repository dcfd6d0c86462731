# gen_tables.py - system call tables from the .tbl files.
#
#     gen_tables.py tables  64.tbl 32.tbl     the tables in C
#     gen_tables.py numbers 64.tbl 32.tbl     their numbers as C macros
#
# A row is: number, name, handler or "-", arguments.  The arguments are one letter each, for
# the trace: d number, x hexadecimal, o octal, p pointer, s path, b bytes (as many as the
# next argument says).

import sys

HOLE = "sys_ni_syscall"
UNKNOWN = "xxxxxx"                      # arguments of calls without a handler
LETTERS = set("dxopsb")


def rows(path):
    out = {}
    with open(path) as f:
        for line_number, line in enumerate(f, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if not 3 <= len(words) <= 4:
                sys.exit(f"{path}:{line_number}: number, name, handler, arguments")
            number, name, handler, arguments = int(words[0]), *words[1:3], "".join(words[3:])
            if number in out:
                sys.exit(f"{path}:{line_number}: {number} is {out[number][0]} already")
            if set(arguments) - LETTERS or len(arguments) > 6:
                sys.exit(f"{path}:{line_number}: arguments are letters of {''.join(sorted(LETTERS))}")
            out[number] = (name, HOLE if handler == "-" else handler, arguments)
    return out


def table(declaration, table_rows, value):
    print(f"\n{declaration} = {{")
    for number in range(max(table_rows) + 1):
        print(f"\t{value(table_rows.get(number))},")
    print("};")


def texts(all_rows):
    """Where "name", NUL, "arguments", NUL of each row stands in one string, which begins
    with an empty one; and that string in C.  Rows nobody has looked at have no name there."""
    offsets, lines, size = {}, [], 1
    for name, handler, arguments in all_rows:
        if (handler != HOLE or arguments != UNKNOWN) and (name, arguments) not in offsets:
            offsets[name, arguments] = size
            size += len(name) + len(arguments) + 2
            lines.append(f'\t"{name}\\0" "{arguments}\\0"')
    return offsets, '\t"\\0"\n' + "\n".join(lines)


def tables(rows_64, rows_32):
    print('/* Made by gen_tables.py from syscall_64.tbl and syscall_32.tbl. */\n#include "sys/syscall.h"\n')
    all_rows = [*rows_64.values(), *rows_32.values()]
    for name in sorted({row[1] for row in all_rows} | {HOLE}):
        print(f"sys_call_fn {name};")
    offsets, text = texts(all_rows)
    print(f"\nconst char sys_call_text[] =\n{text};")
    for prefix, count, table_rows in (("", "NR_syscalls", rows_64), ("ia32_", "IA32_NR_syscalls", rows_32)):
        table(f"sys_call_fn *const {prefix}sys_call_table[]", table_rows, lambda r: r[1] if r else HOLE)
        table(f"const u16 {prefix}sys_call_names[]", table_rows,
              lambda r: offsets.get((r[0], r[2]), 0) if r else 0)
        print(f"\nconst unsigned {count} = {max(table_rows) + 1};")


def numbers(rows_64, rows_32):
    print("/* Made by gen_tables.py from syscall_64.tbl and syscall_32.tbl. */")
    for prefix, table_rows in (("NR64", rows_64), ("NR32", rows_32)):
        for number, row in sorted(table_rows.items()):
            print(f"#define {prefix}_{row[0]} {number}")


def main(what, path_64, path_32):
    {"tables": tables, "numbers": numbers}[what](rows(path_64), rows(path_32))


if __name__ == "__main__":
    main(*sys.argv[1:])
