# gen_stubs.py - assembler stubs from syscalls.list, for sysdep.h's macros.
#
#     gen_stubs.py 64|32 syscalls.list

import sys

ARGUMENTS = range(7)


def main(width, path):
    print(f'/* Made by gen_stubs.py from {path.split("/")[-1]}. */\n#include "kernel/user/libc/sysdep.h"\n')
    with open(path) as f:
        for line_number, line in enumerate(f, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if len(words) != 4 or int(words[3]) not in ARGUMENTS:
                sys.exit(f"{path}:{line_number}: name, 64-bit call, 32-bit call, arguments")
            name, call, call_32, arguments = words
            if width == "32" and call_32 != "-":
                call = call_32
            print(f"PSEUDO({name}, NR{width}_{call}, {arguments})")


if __name__ == "__main__":
    main(*sys.argv[1:])
