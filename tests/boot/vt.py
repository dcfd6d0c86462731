# vt.py - what a terminal shows after the loader wrote to it: a small ANSI screen.
import re

SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Screen:
    """Columns x rows of characters, the attributes of each, and the cursor."""

    def __init__(self, columns=80, rows=24):
        self.columns, self.rows = columns, rows
        self.clear()

    def clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.colours = [[""] * self.columns for _ in range(self.rows)]
        self.x = self.y = 0
        self.colour = ""
        self.rest = ""

    def new_line(self):
        self.y += 1
        if self.y == self.rows:
            self.cells = self.cells[1:] + [[" "] * self.columns]
            self.colours = self.colours[1:] + [[""] * self.columns]
            self.y -= 1

    def put(self, c):
        if c == "\r":
            self.x = 0
        elif c == "\n":
            self.new_line()
        elif c == "\b":
            self.x = max(self.x - 1, 0)
        else:
            if self.x == self.columns:
                self.x = 0
                self.new_line()
            self.cells[self.y][self.x] = c
            self.colours[self.y][self.x] = self.colour
            self.x += 1

    def command(self, numbers, letter):
        if letter == "J":
            colour, x, y = self.colour, self.x, self.y
            self.clear()
            self.colour, self.x, self.y = colour, x, y
        elif letter == "H":
            y, x = (int(n) for n in numbers.split(";"))
            self.y, self.x = min(y, self.rows) - 1, min(x, self.columns) - 1
        elif letter in "CD":
            step = int(numbers or 1) * (1 if letter == "C" else -1)
            self.x = min(max(self.x + step, 0), self.columns - 1)
        elif letter == "m":
            self.colour = numbers

    def feed(self, text):
        text, self.rest = self.rest + text, ""
        while text:
            found = SEQUENCE.match(text)
            if found:
                self.command(*found.groups())
                text = text[found.end():]
            elif text[0] == "\x1b" and len(text) < 12:
                self.rest = text
                return
            else:
                self.put(text[0])
                text = text[1:]

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]

    def __str__(self):
        return "\n".join(self.lines())

    def bar(self):
        """The text of the line with the selection bar, or None."""
        for row, colours in zip(self.cells, self.colours):
            if "46" in colours[4]:
                return "".join(row).strip()
        return None
