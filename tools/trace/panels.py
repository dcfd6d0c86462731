# panels.py - the boot cut into pieces, each drawn at a scale of its own: else a step of a
# hundred instructions would not be seen beside one of ten million.

from dataclasses import dataclass

TOGETHER = {"stage1": "stage2"}         # drawn as one piece
WHOLE_LABEL_ROWS, LABEL_ROWS = 2, 6
LANES = ("stage", "mode", "milestone", "bios", "file", "kernel", "call")


@dataclass
class Panel:
    title: str
    begin: int
    end: int
    spans: list
    label_rows: int = LABEL_ROWS

    def lanes(self):
        """(title, spans) of each lane that has any here, top to bottom; system calls have a
        lane for each process."""
        lanes = {}
        for span in self.spans:
            key = (LANES.index(span["lane"]), span["facts"].get("pid", 0))
            lanes.setdefault(key, []).append(span)
        return [(title(spans[0]), spans) for _, spans in sorted(lanes.items())]


def title(span):
    pid = span["facts"].get("pid")
    return {"stage": "stages", "mode": "CPU mode", "milestone": "reached", "bios": "BIOS calls",
            "file": "files", "kernel": "kernel", "call": f"calls of {pid}"}[span["lane"]]


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
    """The whole boot, then its pieces; what ends at once is none."""
    begins = list(cuts(trace))
    whole = cut("The whole boot", begins[0][0], trace["end"], trace)
    whole.label_rows = WHOLE_LABEL_ROWS
    ends = [begin for begin, _ in begins[1:]] + [trace["end"]]
    total = whole.end - whole.begin
    return [whole] + [cut(name, begin, end, trace) for (begin, name), end in zip(begins, ends)
                      if (end - begin) * 10000 > total]
