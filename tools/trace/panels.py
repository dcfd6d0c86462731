# panels.py - the boot cut into pieces, each drawn at a scale of its own: else a step of a
# hundred instructions would not be seen beside one of ten million.

from dataclasses import dataclass

TOGETHER = {"stage1": "stage2"}         # drawn as one piece
WHOLE_LABEL_ROWS, LABEL_ROWS = 2, 12
LANES = ("stage", "part", "mode", "milestone", "unpack", "bios", "file", "kernel", "call")


@dataclass
class Panel:
    title: str
    begin: int
    end: int
    spans: list
    number: int = 0                     # 0: the whole boot

    @property
    def whole(self):
        return not self.number

    @property
    def label_rows(self):
        return WHOLE_LABEL_ROWS if self.whole else LABEL_ROWS

    def lanes(self):
        """(title, spans) of each lane that has any here, top to bottom; system calls have a
        lane for each process where there is room."""
        lanes = {}
        for span in self.spans:
            pid = 0 if self.whole else span["facts"].get("pid", 0)
            lanes.setdefault((LANES.index(span["lane"]), pid), []).append(span)
        return [(title(spans[0]["lane"], pid), spans) for (_, pid), spans in sorted(lanes.items())]


def title(lane, pid):
    return {"stage": "stages", "part": "drawn below", "mode": "CPU mode", "milestone": "reached",
            "unpack": "unpacking", "bios": "BIOS calls", "file": "files", "kernel": "kernel",
            "call": f"calls of {pid}" if pid else "system calls"}[lane]


def last(span, end):
    return end if span["end"] is None else span["end"]


def cut(name, begin, end, trace):
    spans = [span for span in trace["spans"]
             if span["begin"] < end and (last(span, trace["end"]) > begin or span["begin"] >= begin)]
    return Panel(name, begin, end, spans)


def stages_from(name, trace):
    """What the stages are that are drawn together from this one on."""
    stages = {span["name"]: span["details"]["what"] for span in trace["spans"]
              if span["lane"] == "stage"}
    return "; ".join(stages[n] for n in (name, TOGETHER.get(name)) if n)


def cuts(trace):
    """(where a piece begins, its title)"""
    stage, function = None, None
    for span in trace["spans"]:
        if span["lane"] == "stage":
            if TOGETHER.get(stage) != span["name"]:
                yield span["begin"], stages_from(span["name"], trace)
            stage = span["name"]
        elif span["lane"] == "milestone" and stage == "loader":
            yield span["begin"], f"The loader, after: {span['details']['what']}"
        elif span["lane"] == "kernel":
            if function and span["details"]["of"] != function:
                yield span["begin"], f"The kernel, {span['details']['of']} of process 1"
            function = span["details"]["of"]


def panels(trace):
    """The whole boot, then its pieces, which it shows the places of; what ends at once is none."""
    begins = list(cuts(trace))
    whole = cut("The whole boot", begins[0][0], trace["end"], trace)
    ends = [begin for begin, _ in begins[1:]] + [trace["end"]]
    total = whole.end - whole.begin
    parts = [cut(name, begin, end, trace) for (begin, name), end in zip(begins, ends)
             if (end - begin) * 10000 > total]
    for i, part in enumerate(parts):
        part.number = i + 1
        whole.spans.append({"lane": "part", "name": str(part.number), "begin": part.begin,
                            "end": part.end, "details": {"what": part.title}, "facts": {}})
        part.title = f"{part.number}. {part.title}"
    return [whole] + parts
