# gen_calls.py - the system calls of both ABIs as tables for the fuzzer.
#
#     gen_calls.py GEN_TABLES 64.tbl 32.tbl
#
# A row is {number, name, its arguments' letters as gen_tables.py has them}.

import importlib.util
import sys


def main(tables_path, path_64, path_32):
    spec = importlib.util.spec_from_file_location("gen_tables", tables_path)
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    print("/* Made by gen_calls.py. */")
    for name, path in (("calls_64", path_64), ("calls_32", path_32)):
        print(f"static const struct call {name}[] = {{")
        for number, (call, handler, letters) in sorted(tables.rows(path).items()):
            if handler != tables.HOLE:
                print(f'\t{{ {number}, "{call}", "{letters}" }},')
        print("};")


if __name__ == "__main__":
    main(*sys.argv[1:])
