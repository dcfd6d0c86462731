# log.py - what was seen: spans of time in lanes, as plain data that goes to a file.

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Span:
    lane: str                           # stage, mode, milestone, unpack, bios, file, kernel, call
    name: str
    begin: int                          # instructions since the reset
    end: int | None = None              # None: it never came back
    details: dict = field(default_factory=dict)     # words for people, in order
    facts: dict = field(default_factory=dict)       # the same and more for programs


class Log:
    def __init__(self):
        self.spans = []
        self.own = []                   # (what, TSC): the machine's own timeline

    def begin(self, lane, name, now, facts=None, **details):
        span = Span(lane, name, now.time, None, details, facts or {})
        self.spans.append(span)
        return span

    def turn(self, lane, name, now, **details):
        """Another one begins where the one before it in its lane ends."""
        self.close(lane, now)
        return self.begin(lane, name, now, **details)

    def close(self, lane, now):
        for span in reversed(self.spans):
            if span.lane == lane:
                if span.end is None:
                    span.end = now.time
                return

    def write(self, path, end):
        spans = sorted(self.spans, key=lambda span: span.begin)
        with open(path, "w") as f:
            json.dump({"unit": "instructions since the reset", "end": end, "own": self.own,
                       "spans": [asdict(span) for span in spans]}, f, indent=1)
