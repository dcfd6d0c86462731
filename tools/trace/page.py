# page.py - the page of a trace: the picture, and everything in it as tables.

import xml.etree.ElementTree as ET

STYLE = """
body { font: 14px sans-serif; margin: 1em auto; max-width: 1240px; color: #222; }
table { border-collapse: collapse; font-size: 12px; }
th, td { text-align: left; padding: 1px 10px 1px 0; vertical-align: top; border-bottom: 1px solid #eee; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
summary { font-weight: bold; margin: .6em 0; cursor: pointer; } svg { max-width: 100%; height: auto; }
"""
TABLES = {"stage": "Stages", "milestone": "Milestones", "bios": "BIOS calls", "mode": "Mode switches",
          "file": "Files that the loader looked for and read",
          "kernel": "The kernel's steps", "call": "System calls"}
INTRO = ("Time is the number of instructions that the CPU has done since its reset; what a CPU that "
         "waits asleep misses is not in it.  Each piece below the first is a part of the boot, drawn "
         "at a scale of its own.  Rest the mouse on a bar to see more.")
OWN = ("What the machine notes itself, as /proc/boot-timeline has it.  A tick of its clock (TSC) is "
       "an instruction, or as long as one while the CPU sleeps.")


def add(to, tag, text=None, **attributes):
    found = ET.SubElement(to, tag, attributes)
    found.text = text
    return found


def number(row, n):
    add(row, "td", "" if n is None else f"{n:,}").set("class", "n")


def section(body, title, names):
    box = add(body, "details")
    add(box, "summary", title)
    table = add(box, "table")
    head = add(table, "tr")
    for name in names:
        add(head, "th", name)
    return table


def table_of(body, lane, spans):
    keys = list(dict.fromkeys(key for span in spans for key in span["details"]))
    table = section(body, f"{TABLES[lane]} ({len(spans)})", ["at", "instructions", "", *keys])
    table.set("id", lane)
    for span in spans:
        row = add(table, "tr")
        number(row, span["begin"])
        number(row, None if span["end"] is None else span["end"] - span["begin"])
        add(row, "td", span["name"])
        for key in keys:
            add(row, "td", span["details"].get(key, ""))


def own_table(body, own):
    table = section(body, "The machine's own timeline", ["TSC", "ticks since", ""])
    table.set("id", "own")
    before = 0
    for what, tsc in own:
        row = add(table, "tr")
        number(row, tsc)
        number(row, tsc - before)
        add(row, "td", what)
        before = tsc
    add(body, "p", OWN)


def page(trace, picture):
    html = ET.Element("html", {"lang": "en"})
    head = add(html, "head")
    add(head, "meta", charset="utf-8")
    add(head, "title", "Firstlight: a boot")
    add(head, "style", STYLE)
    body = add(html, "body")
    add(body, "h1", "A boot of Firstlight")
    add(body, "p", INTRO)
    body.append(picture)
    for lane in TABLES:
        table_of(body, lane, [span for span in trace["spans"] if span["lane"] == lane])
    own_table(body, trace["own"])
    return html
