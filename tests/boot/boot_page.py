# boot_page.py - a page of docs/ that tells the boot, taken apart: steps with a place, a text,
# and commands with what they print.

import re
from dataclasses import dataclass, field

PLACE = re.compile(r"> `(?P<path>[\w/.]+)(?::(?P<symbol>[\w.]+))?` - "
                   r"(?P<address>0x[0-9a-f]+)(?P<above>\+?)(?: (?P<region>\w+))? - (?P<mode>.+)")


@dataclass
class Command:
    prompt: str                         # "$": this machine's shell; "~ #": the booted one's
    text: str
    output: list = field(default_factory=list)


@dataclass
class Step:
    heading: str
    path: str
    symbol: str
    address: int
    above: bool
    region: str
    mode: str
    text: list = field(default_factory=list)        # paragraphs
    commands: list = field(default_factory=list)

    @property
    def place(self):
        return f"{self.path}:{self.symbol}" if self.symbol else self.path


def add_block(step, block):
    """Lines of an indented block: commands behind their prompts, and output."""
    for line in block:
        match = re.match(r"(\$|~ #) (.*)", line)
        if match:
            step.commands.append(Command(match[1], match[2]))
        else:
            step.commands[-1].output.append(line)


def steps(page):
    """The steps of a page, in order."""
    found, heading = [], None
    for piece in re.split(r"\n\n+", page.read_text().strip()):
        if piece.startswith("## "):
            heading = piece[3:]
        elif match := PLACE.fullmatch(piece):
            found.append(Step(heading, match["path"], match["symbol"], int(match["address"], 16),
                              bool(match["above"]), match["region"], match["mode"]))
        elif found and piece.startswith("    "):
            add_block(found[-1], [line[4:] for line in piece.split("\n")])
        elif found:
            found[-1].text.append(piece)
    return found


def matches(claim, line):
    """Does a printed line say what the page claims, "..." being anything?"""
    parts = [re.escape(" ".join(part.split())) for part in claim.split("...")]
    return re.search(r".*".join(p for p in parts), " ".join(line.split())) is not None


def missing(claims, printed):
    """The first claimed line that does not come, in this order; None: all come."""
    lines = iter(printed.splitlines())
    for claim in claims:
        if not any(matches(claim, line) for line in lines):
            return claim
    return None
