# page.py - the page of a trace: the picture, and everything in it as tables.

import xml.etree.ElementTree as ET
from pathlib import Path

SCRIPT = Path(__file__).with_name("page.js")
STYLE = """
body { font: 14px sans-serif; margin: 1em auto; max-width: 1240px; color: #222; }
table { border-collapse: collapse; font-size: 12px; }
th, td { text-align: left; padding: 1px 10px 1px 0; vertical-align: top; border-bottom: 1px solid #eee; }
td:nth-child(3) { white-space: nowrap; } td:nth-child(4) { min-width: 17em; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
tr.found { background: #fff3b0; } rect.span { cursor: pointer; }
#tip { position: fixed; display: none; max-width: 46em; padding: 6px 10px; font-size: 12px; line-height: 1.4;
  white-space: pre-wrap; color: #fff; background: #222; border-radius: 4px; pointer-events: none; }
#tip::first-line { font-weight: bold; }
summary { font-weight: bold; margin: .6em 0; cursor: pointer; } svg { max-width: 100%; height: auto; }
"""
TABLES = {"stage": "Stages", "milestone": "Milestones", "mode": "Mode switches",
          "unpack": "Unpacking the loader", "bios": "BIOS calls",
          "file": "Files that the loader looked for and read",
          "kernel": "The kernel's steps", "call": "System calls"}
INTRO = ("Time is the number of instructions that the CPU has done since its reset; what a CPU that "
         "waits asleep misses is not in it.  Each piece below the first is a part of the boot, drawn "
         "at a scale of its own.  The mouse on a bar shows more of it, a click its row of the tables.")
OWN = ("What the machine notes itself, as /proc/boot-timeline has it.  A tick of its clock (TSC) is "
       "an instruction, or as long as one while the CPU sleeps.")


def add(to, tag, text=None, **attributes):
    found = ET.SubElement(to, tag, attributes)
    found.text = text
    return found


def number(row, n):
    add(row, "td", "" if n is None else f"{n:,}").set("class", "n")


def section(body, name, title, names, intro=None):
    box = add(body, "details")
    add(box, "summary", title)
    if intro:
        add(box, "p", intro)
    table = add(box, "table", id=name)
    head = add(table, "tr")
    for name in names:
        add(head, "th", name)
    return table


def table_of(body, lane, spans):
    keys = list(dict.fromkeys(key for span in spans for key in span["details"]))
    table = section(body, lane, f"{TABLES[lane]} ({len(spans)})", ["at", "instructions", "", *keys])
    for span in spans:
        row = add(table, "tr", **{"data-begin": str(span["begin"])})
        number(row, span["begin"])
        number(row, None if span["end"] is None else span["end"] - span["begin"])
        add(row, "td", span["name"])
        for key in keys:
            add(row, "td", span["details"].get(key, ""))


def own_table(body, own):
    table = section(body, "own", "The machine's own timeline", ["TSC", "ticks since", ""], OWN)
    before = 0
    for what, tsc in own:
        row = add(table, "tr")
        number(row, tsc)
        number(row, tsc - before)
        add(row, "td", what)
        before = tsc


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
    add(body, "script", SCRIPT.read_text())
    return html
