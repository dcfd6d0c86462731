# svg.py - the picture of a trace.

import xml.etree.ElementTree as ET

import panels

WIDTH, LEFT, RIGHT, TOP = 1240, 96, 28, 36
BAR, GAP, LABEL, AXIS, BETWEEN = 18, 8, 13, 24, 34
CHARACTER = 6.6                         # width of one at the font's size, about
MINIMUM = 0.8                           # of a bar
STYLE = """
svg { font: 11px sans-serif; background: #fff; }
text { fill: #222; } .title { font-weight: bold; font-size: 14px; } .lane { fill: #666; }
.in { pointer-events: none; } .bios.in { fill: #fff; }
.label { paint-order: stroke; stroke: #fff; stroke-width: 2.5px; }
.axis line { stroke: #e4e4e4; } .axis text { fill: #888; }
.stem { stroke: #bbb; stroke-width: .6; } .big { font-size: 18px; font-weight: bold; }
rect.span { stroke: #fff; stroke-width: .3; } rect.span:hover { stroke: #000; stroke-width: 1.5; }
"""
COLOURS = {
    "stage1": "#c6dbef", "stage2": "#9ecae1", "decompress": "#6baed6", "loader": "#fdae6b",
    "kernel": "#a1d99b", "user": "#dadaeb", "real mode, 16 bits": "#f4a582",
    "protected mode, 32 bits": "#92c5de", "long mode, 64 bits": "#b8e186",
    "INT 13h": "#e6550d", "INT 10h": "#31a354", "INT 15h": "#756bb1", "INT 16h": "#d6a800",
}
LEGEND = ("real mode, 16 bits", "protected mode, 32 bits", "long mode, 64 bits", "INT 13h", "INT 10h",
          "INT 15h", "INT 16h")
LANE_COLOURS = {"milestone": "#444", "unpack": "#9ecae1", "bios": "#969696", "file": "#fdd0a2",
                "kernel": "#c7e9c0", "call": "#bcbddc", "mode": "#ccc", "part": "#e7e7e7"}
UNLABELLED = ("mode",)                  # where bars are too narrow: the colour tells


def number(n):
    return f"{n:,}"


def label(span):
    name = span["facts"].get("label", span["name"])
    if span["lane"] == "milestone":
        return span["details"]["what"]
    return f"{name.split()[0]} {name.rsplit('/')[-1]}" if "/" in name else name


def told(span, end):
    """What is shown of a span when the mouse is over it."""
    took = "it has not come back" if span["end"] is None else \
        f"{number(span['end'] - span['begin'])} instructions"
    lines = [span["name"], f"at {number(span['begin'])}, {took}"]
    return "\n".join(lines + [f"{what}: {text}" for what, text in span["details"].items()])


class Lane:
    """The bars of a lane, and below them the labels that do not fit in."""

    def __init__(self, name, spans, panel, end):
        self.name, self.panel = name, panel
        self.bars, self.labels = [], []
        self.ends = []                  # of the rows of labels, where the next may begin
        said = None
        for span in spans:
            x = self.x(max(span["begin"], panel.begin))
            wide = max(self.x(min(panels.last(span, end), panel.end)) - x, MINIMUM)
            inside = len(label(span)) * CHARACTER < wide - 4
            self.bars.append((span, x, wide, inside))
            if not inside and self.has_labels(span) and label(span) != said:
                self.place(span, x)
            said = label(span)

    def has_labels(self, span):
        return span["lane"] not in UNLABELLED and not (self.panel.whole and span["lane"] == "call")

    def x(self, time):
        panel = self.panel
        return LEFT + (time - panel.begin) / (panel.end - panel.begin) * (WIDTH - LEFT - RIGHT)

    def place(self, span, x):
        wide = len(label(span)) * CHARACTER + 8
        left = min(x, WIDTH - wide)
        row = next((row for row, end in enumerate(self.ends) if end <= left), len(self.ends))
        if row < self.panel.label_rows:
            self.ends[row:row + 1] = [left + wide]
            self.labels.append((label(span), x, left, row))

    @property
    def height(self):
        return BAR + len(self.ends) * LABEL + GAP

    def draw(self, to, y, end):
        text(to, LEFT - 8, y + 13, self.name, "lane", "end")
        for _, x, _, row in self.labels:
            ET.SubElement(to, "line", {"class": "stem", "x1": f"{x:.1f}", "x2": f"{x:.1f}",
                                       "y1": str(y + BAR), "y2": str(y + BAR + (row + 1) * LABEL)})
        for span, x, wide, inside in self.bars:
            self.bar(to, span, x, y, wide, end)
            if inside:
                text(to, x + 4, y + 13, label(span), f"in {span['lane']}")
        for words, _, left, row in self.labels:
            text(to, left + 2, y + BAR + (row + 1) * LABEL - 1, words, "label")

    def bar(self, to, span, x, y, wide, end):
        colour = COLOURS.get(span["name"]) or LANE_COLOURS[span["lane"]]
        rect = ET.SubElement(to, "rect", {
            "class": "span", "x": f"{x:.2f}", "y": str(y), "width": f"{wide:.2f}",
            "height": str(BAR), "fill": colour, "data-lane": span["lane"],
            "data-name": span["name"], "data-begin": str(span["begin"])})
        ET.SubElement(rect, "title").text = told(span, end)


def text(to, x, y, words, kind=None, anchor=None):
    found = ET.SubElement(to, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}"})
    if kind:
        found.set("class", kind)
    if anchor:
        found.set("text-anchor", anchor)
    found.text = words
    return found


def step_of(length):
    """A round number that goes into `length` four to ten times."""
    power = 10 ** (len(str(max(length // 4, 1))) - 1)
    return next(power * n for n in (5, 2, 1) if length // (power * n) >= 4 or n == 1)


def axis(to, panel, lane, y, height):
    group = ET.SubElement(to, "g", {"class": "axis"})
    step = step_of(panel.end - panel.begin)
    for time in range(0, panel.end - panel.begin + 1, step):
        x = lane.x(panel.begin + time)
        ET.SubElement(group, "line", {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": str(y),
                                      "y2": str(y + height)})
        text(group, x, y - 3, number(time), anchor="middle")


def draw_panel(to, panel, y, end):
    """The height that it takes."""
    lanes = [Lane(name, spans, panel, end) for name, spans in panel.lanes()]
    height = sum(lane.height for lane in lanes)
    group = ET.SubElement(to, "g", {"class": "panel", "id": f"part-{panel.number}"})
    text(group, 8, y, f"{panel.title}: {number(panel.end - panel.begin)} instructions", "title")
    axis(group, panel, lanes[0], y + AXIS, height)
    at = y + AXIS + 2
    for lane in lanes:
        lane.draw(group, at, end)
        at += lane.height
    return AXIS + height + BETWEEN


def legend(to, y):
    x = LEFT
    for name in LEGEND:
        ET.SubElement(to, "rect", {"x": str(x), "y": str(y - 9), "width": "10", "height": "10",
                                   "fill": COLOURS[name]})
        text(to, x + 14, y, name)
        x += 14 + len(name) * CHARACTER + 18


def picture(trace):
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH)})
    ET.SubElement(root, "style").text = STYLE
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    text(root, 8, 22, "From the MBR's first instruction to the shell's prompt", "big")
    legend(root, TOP + 6)
    y = TOP + 32
    for panel in panels.panels(trace):
        y += draw_panel(root, panel, y, trace["end"])
    root.set("height", str(y))
    root.set("viewBox", f"0 0 {WIDTH} {y}")
    return root
