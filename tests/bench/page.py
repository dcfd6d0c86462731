# page.py - docs/performance.md: tables of what was measured.  Pure: numbers in, text out.

import growth
import rounds
import stages
import targets
from disks import FILESYSTEMS, FLOOR, INTERFACES, LOADERS, NAMES, Case
from payload import SIZES
from wall import ALONE


def table(head, rows):
    """Markdown; the columns behind the words are numbers."""
    words = sum(not isinstance(cell, Number) for cell in rows[0]) if rows else len(head)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * words + "---:|" * (len(head) - words)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


class Number(str):
    """A cell that stands at the right."""


def number(value, form="{:,}"):
    return Number("failed" if value is None else form.format(value))


def with_ratio(values, floor, scale):
    """Their median and least, and how many times the floor's that is."""
    middle, least, ratio = (rounds.median(values), rounds.least(values),
                            rounds.median_ratio(values, floor))
    if middle is None:
        return number(None)
    text = f"{middle / scale:.2f} / {least / scale:.2f}"
    return Number(text if ratio is None else f"{text} ({ratio:.2f})")


def rows_of(size):
    """The cases of a payload's table: the floor, and each loader on each filesystem."""
    return [Case(FLOOR, "", size)] + [Case(loader, filesystem, size) for loader in LOADERS
                                      for filesystem in FILESYSTEMS]


def comparison(found, size, scale, first=()):
    """Rows: loaders; columns: interfaces; in brackets the ratio to the floor."""
    rows = []
    for case in [*first, *rows_of(size)]:
        cells = [with_ratio(found[case, i], found[Case(FLOOR, "", size), i], scale)
                 for i in INTERFACES]
        rows.append([case.loader, case.filesystem, *cells])
    return table(["loader", "filesystem", *(NAMES[i] for i in INTERFACES)], rows)


def spread(found):
    """A sentence on how far the runs of one big case lie apart."""
    parts = []
    for interface in INTERFACES:
        apart = [max(v) / min(v) - 1 for (case, i), v in found.items()
                 if i == interface and case.size == "big" and v and None not in v]
        parts.append(f"{max(apart):.2%} ({NAMES[interface]})" if apart else "")
    return "With it the least and the greatest of a loader's runs differ by at most\n" + ", ".join(
        p for p in parts if p) + "."


def unsteady_table(steady, unsteady, scale):
    rows = []
    for (case, interface), values in unsteady.items():
        good = rounds.median(steady[case, interface])
        cells = [None] * 3 if None in values else [min(values), rounds.median(values), max(values)]
        rows.append([case.loader, case.filesystem, NAMES[interface],
                     *(number(n and n / scale, "{:.2f}") for n in [good, *cells])])
    return table(["loader", "filesystem", "disk", "guest gives way", "as it comes: least",
                  "median", "most"], rows)


def traffic_table(found, size):
    rows = []
    for case in rows_of(size):
        t = found[case]
        cells = [t and t[k] for k in ("calls", "asked", "ahci", "virtio", "sectors")]
        rows.append([case.loader, case.filesystem, *map(number, cells)])
    return table(["loader", "filesystem", "INT 13h reads", "sectors asked for", "AHCI commands",
                  "virtio-blk requests", "sectors in these"], rows)


def stages_table(found):
    """Columns: boots; each cell: instructions, their part of the whole, the BIOS's part."""
    names = list(dict.fromkeys(stage for split in found.values() if split for stage in split))
    return table(["stage", *found], [
        [name, *(stage_cell(split, name) for split in found.values())] for name in names])


def stage_cell(split, name):
    if split is None or name not in split:
        return Number("failed" if split is None else "")
    ticks, bios = split[name]
    total = sum(split[stage][0] for stage, *_ in stages.STAGES if stage in split)
    share = "" if name == stages.BIOS else f" ({ticks / total:.1%})"
    inside = f", {bios:,} in INT 13h" if bios else ""
    return Number(f"{ticks:,}{share}{inside}")


def growth_table(found):
    rows = []
    for what, lines in found.items():
        for line, points in lines.items():
            for i, point in enumerate(points):
                size, cost = point or (None, None)
                unit = None
                if i and point and points[i - 1]:
                    unit = growth.slopes([points[i - 1], point])[0]
                rows.append([what if i == 0 and line == next(iter(lines)) else "",
                             line if i == 0 else "", number(size),
                             number(cost and cost / 1e6, "{:.2f}"),
                             number(unit, "{:,.0f}") if i else Number("")])
    return table(["what grows", "where", "how many", "million instructions",
                  "instructions for one more"], rows)


def targets_table(verdicts):
    rows = [[v.what, Number(v.limit), Number(v.found), Number("met" if v.met else "**missed**")]
            for v in verdicts]
    return table(["target", "at most", "measured", ""], rows)


def sizes_table(found):
    return table(["whose", "what", "bytes", "at most"],
                 [[whose, what, number(size), Number("" if limit is None else f"{limit:,}")]
                  for whose, what, size, limit in found])


def parts_table(found):
    return table(["part of the loader", "what", "bytes", "packed"],
                 [[part, what, number(size), number(packed)] for part, what, size, packed in found])


def idle_table(found):
    return table(["loader", "of one CPU"], [[k, number(v, "{:.1%}")] for k, v in found.items()])


def keys_table(found):
    ways = list(next((waits for waits in found.values() if waits), {}))
    rows = [[loader, *(number(waits and n * 1000, "{:.1f}") for way in ways
                       for n in (waits[way] if waits else [None] * 2))]
            for loader, waits in found.items()]
    return table(["loader", *(f"{way}, {n}" for way in ways for n in ("median", "most"))], rows)


def menu_table(found):
    return table(["loader", "million instructions"],
                 [[k, number(v and v / 1e6, "{:.2f}")] for k, v in found.items()])


def tables(found, verdicts):
    """{name in the page: table}"""
    out = {"targets": targets_table(verdicts), "spread": spread(found["counted"]),
           "unsteady": unsteady_table(found["counted"], found["unsteady"], 1e6),
           "unpaced": unsteady_table(found["wall"], found["unpaced"], 1),
           "stages": stages_table(found["stages"]), "sizes": sizes_table(found["sizes"]),
           "parts": parts_table(found["parts"]),
           "linear": targets.LINEAR,
           "idle": idle_table(found["idle"]), "keys": keys_table(found["keys"]),
           "menu": menu_table(found["menu"]),
           "growth": growth_table(found["growth"])}
    for size in SIZES:
        out[f"counted_{size}"] = comparison(found["counted"], size, 1e6)
        out[f"traffic_{size}"] = traffic_table(found["traffic"], size)
        out[f"wall_{size}"] = comparison(found["wall"], size, 1, [ALONE])
    return out
