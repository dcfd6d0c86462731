# panels.py - the boot cut into pieces, each drawn at a scale of its own: else a step of a
# hundred instructions would not be seen beside one of ten million.

from dataclasses import dataclass

TOGETHER = {"stage1"}                   # no piece ends behind these
LANES = ("stage", "mode", "milestone", "bios", "file", "kernel", "call")


@dataclass
class Panel:
    title: str
    begin: int
    end: int
    spans: list

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


def cuts(trace):
    """(where a piece begins, its title)"""
    stage, function = None, None
    for span in trace["spans"]:
        if span["lane"] == "stage":
            if stage not in TOGETHER:
                yield span["begin"], f"{span['name']}: {span['details']['what']}"
            stage = span["name"]
        elif span["lane"] == "milestone" and stage == "loader":
            yield span["begin"], f"loader, from: {span['details']['what']}"
        elif span["lane"] == "kernel" and function and span["details"]["of"] != function:
            yield span["begin"], f"kernel, {span['details']['of']} of process 1"
        if span["lane"] == "kernel":
            function = span["details"]["of"]


def panels(trace):
    """The whole boot, then its pieces; what ends at once is none."""
    begins = list(cuts(trace))
    whole = cut("The whole boot", begins[0][0], trace["end"], trace)
    ends = [begin for begin, _ in begins[1:]] + [trace["end"]]
    total = whole.end - whole.begin
    return [whole] + [cut(name, begin, end, trace) for (begin, name), end in zip(begins, ends)
                      if (end - begin) * 10000 > total]
