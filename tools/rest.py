# rest.py - what of the loader every boot unpacks, and what is the rest, which comes with the
# first call into it.
#
#     rest.py LIST CODE.ld DATA.ld OBJECT...
#
# LIST names functions where the rest begins.  What is reached from the entry without going
# through one of them is always there, code and data: the linker scripts CODE.ld and DATA.ld
# name its sections, and what they leave is the rest.  So what is always there cannot look at
# the rest's constants and variables: those it looks at are always there, too.

import re
import subprocess
import sys
from collections import defaultdict

ENTRY = "start"
# As readelf has them: number, name, flags, alignment; symbol's number; number, binding,
# section's number, name.
SECTION = re.compile(r" *\[ *(\d+)\] (\S+) +\S+ +(?:[0-9a-f]+ +){4}([A-Z]*) +\d+ +\d+ +(\d+)$")
RELOCATION = re.compile(r"[0-9a-f]{8} +([0-9a-f]{6})[0-9a-f]{2} +R_386_")
SYMBOL = re.compile(r" *(\d+): +(?:\S+ +){3}(\S+) +\S+ +(\S+) +(\S+)$")


class Object:
    """An object file: sections that take place in memory, and what they want."""

    def __init__(self, path):
        self.path = path
        self.section = {}               # number: name
        self.alignment = {}             # name: bytes
        self.wants = defaultdict(set)   # name: numbers of symbols
        self.symbol = {}                # number: (name, number of its section)
        self.defines = {}               # name of a symbol that others see: number of its section


def read(paths):
    text = subprocess.run(["readelf", "-SrsW", *paths], capture_output=True, text=True,
                          check=True).stdout
    objects, name = [], None
    for line in text.splitlines():
        if line.startswith("File: "):
            objects.append(Object(line.removeprefix("File: ")))
        elif line.startswith("Relocation section "):
            name = line.split("'")[1].removeprefix(".rel")
        elif match := SECTION.match(line):
            if "A" in match[3]:
                objects[-1].section[match[1]] = match[2]
                objects[-1].alignment[match[2]] = int(match[4])
        elif match := RELOCATION.match(line):
            objects[-1].wants[name].add(int(match[1], 16))
        elif match := SYMBOL.match(line):
            objects[-1].symbol[int(match[1])] = match[4], match[3]
            if match[2] == "GLOBAL":
                objects[-1].defines[match[4]] = match[3]
    return objects


class Loader:
    """All objects.  A section is (object, name)."""

    def __init__(self, paths):
        self.objects = read(paths)
        self.sections = [(o, name) for o in self.objects for name in o.alignment]
        self.defined = {name: (o, o.section[number]) for o in self.objects
                        for name, number in o.defines.items() if number in o.section}

    def wanted(self, section):
        o, name = section
        for number in o.wants[name]:
            symbol, place = o.symbol[number]
            found = (o, o.section[place]) if place in o.section else self.defined.get(symbol)
            if found:                   # others are the linker script's
                yield found

    def reached(self, begin, borders):
        """(sections that are reached from `begin`, those of `borders` where that ended)"""
        inside, met, new = set(), set(), [begin]
        while new:
            section = new.pop()
            if section in borders:
                met.add(section)
            elif section not in inside:
                inside.add(section)
                new += self.wanted(section)
        return inside, met


def function(section):
    """(file, function) as the list has them; gcc's variants have more names behind a dot."""
    o, name = section
    path = o.path.rsplit("/loader/", 1)[1].removesuffix(".o")
    return path + ".c", name.split(".")[2] if name.startswith(".text.") else ""


def read_list(path):
    """{(file, function)} of lines `file: function ...`"""
    found = set()
    for line in open(path):
        file, _, names = line.split("#")[0].partition(":")
        found |= {(file, name) for name in names.split()}
    return found


def write(path, sections, loader):
    """A linker script's lines: texts last, large alignments first, else in the objects' order."""
    order = {section: n for n, section in enumerate(loader.sections)}
    with open(path, "w") as f:
        for o, name in sorted(sections, key=lambda s: (".str" in s[1], -s[0].alignment[s[1]], order[s])):
            f.write(f"{o.path}({name})\n")


def main(list_path, code_path, data_path, *paths):
    loader, listed = Loader(paths), read_list(list_path)
    borders = {section for section in loader.sections if function(section) in listed}
    start, met = loader.reached(loader.defined[ENTRY], borders)
    needless = listed - {function(section) for section in met}
    for file, name in sorted(needless):
        print(f"{list_path}: {file}: {name} is no function that what is always there calls")
    if needless:
        return 1
    write(code_path, {s for s in start if s[1].startswith(".text.")}, loader)
    write(data_path, {s for s in start if s[1].startswith((".rodata", ".data"))}, loader)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
