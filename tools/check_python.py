# check_python.py - what pyflakes finds in our Python: names that nobody uses or nobody made,
# functions that stand twice.  An import is for its own sake where its line says `# noqa`: a
# fixture of pytest, or a module that does something when it is imported.

import sys
from pathlib import Path

from pyflakes import api, messages

FOLDERS = ["kernel", "tools", "tests"]


class Reporter:
    def __init__(self):
        self.complaints = []

    def unexpectedError(self, path, text):
        self.complaints.append(f"{path}: {text}")

    def syntaxError(self, path, text, line, column, source):
        self.complaints.append(f"{path}:{line}: {text}")

    def flake(self, message):
        """The line that is to blame for a second definition is the first one's."""
        line = message.lineno
        if isinstance(message, messages.RedefinedWhileUnused):
            line = message.message_args[1]
        marked = isinstance(message, (messages.UnusedImport, messages.RedefinedWhileUnused)) and \
            "# noqa" in Path(message.filename).read_text().splitlines()[line - 1]
        if not marked:
            self.complaints.append(str(message))


reporter = Reporter()
checked = api.checkRecursive(FOLDERS, reporter)
print("\n".join(reporter.complaints), end="\n" if reporter.complaints else "")
sys.exit(bool(reporter.complaints))
