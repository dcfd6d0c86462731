# terminal.py - what a person sees after all that a program sent to a terminal: the screen, and
# above it what has scrolled away.  The sequences are ECMA-48's that Linux's console knows.

import re

SEQUENCE = re.compile(r"\x1b(?:\[(?P<private>[?>]?)(?P<numbers>[0-9;]*)(?P<letter>[@A-Za-z])"
                      r"|[()][A-Za-z0-9]|[78=>cDEHMZ])")
LONGEST = 16                            # bytes of a sequence


class Terminal:
    def __init__(self, columns=80, rows=25):
        self.columns, self.rows = columns, rows
        self.gone = []                  # lines above the screen
        self.cells = [[" "] * columns for _ in range(rows)]
        self.x = self.y = 0
        self.rest = ""

    def feed(self, text):
        text, self.rest = self.rest + text, ""
        at = 0
        while at < len(text):
            found = SEQUENCE.match(text, at)
            if not found and text[at] == "\x1b" and len(text) - at < LONGEST:
                self.rest = text[at:]   # the other half is to come
                return
            if found:
                if found["letter"] and not found["private"]:
                    self.control(found["letter"], found["numbers"])
                at = found.end()
            else:
                self.put(text[at])
                at += 1

    def put(self, c):
        if c == "\n":
            self.down()
        elif c == "\r":
            self.x = 0
        elif c == "\b":
            self.x = max(min(self.x, self.columns - 1) - 1, 0)
        elif c == "\t":
            self.x = min(self.x // 8 * 8 + 8, self.columns - 1)
        elif c >= " " and c != "\x7f":
            if self.x == self.columns:  # only now: a full line may end in a new line
                self.x = 0
                self.down()
            self.cells[self.y][self.x] = c
            self.x += 1

    def down(self):
        if self.y + 1 < self.rows:
            self.y += 1
            return
        self.gone.append("".join(self.cells.pop(0)).rstrip())
        self.cells.append([" "] * self.columns)

    def control(self, letter, numbers):
        n = [int(word or 0) for word in numbers.split(";")]
        count = max(n[0], 1)
        row = self.cells[self.y]
        x = min(self.x, self.columns - 1)
        if letter in "Hf":
            column = n[1] if len(n) > 1 else 1
            self.y, self.x = min(count, self.rows) - 1, min(max(column, 1), self.columns) - 1
        elif letter in "AB":
            self.y = min(max(self.y + (count if letter == "B" else -count), 0), self.rows - 1)
        elif letter in "CD":
            self.x = min(max(x + (count if letter == "C" else -count), 0), self.columns - 1)
        elif letter == "G":
            self.x = min(count, self.columns) - 1
        elif letter == "d":
            self.y = min(count, self.rows) - 1
        elif letter == "K":
            self.clear(row, x if n[0] == 0 else 0, x + 1 if n[0] == 1 else self.columns)
        elif letter == "J":
            self.clear(row, x if n[0] == 0 else 0, x + 1 if n[0] == 1 else self.columns)
            for other in self.cells[:self.y] if n[0] else []:
                self.clear(other, 0, self.columns)
            for other in self.cells[self.y + 1:] if n[0] != 1 else []:
                self.clear(other, 0, self.columns)
        elif letter == "P":
            self.cells[self.y] = (row[:x] + row[x + count:] + [" "] * count)[:self.columns]
        elif letter == "@":
            self.cells[self.y] = (row[:x] + [" "] * count + row[x:])[:self.columns]
        elif letter == "X":
            self.clear(row, x, x + count)

    def clear(self, row, start, end):
        for x in range(start, min(end, self.columns)):
            row[x] = " "

    def screen(self):
        return ["".join(row).rstrip() for row in self.cells]

    def lines(self):
        """All of it, without the empty lines at its end."""
        lines = self.gone + self.screen()
        while lines and not lines[-1]:
            lines.pop()
        return lines
