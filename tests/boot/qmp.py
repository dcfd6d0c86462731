# qmp.py - QEMU's machine protocol on its standard input and output (-qmp stdio).

import json

from machine import GuestError


def ask(qemu, command, **arguments):
    """One command; what it returns."""
    qemu.stdin.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    qemu.stdin.flush()
    for line in qemu.stdout:
        answer = json.loads(line)
        if "return" in answer:
            return answer["return"]
        if "error" in answer:
            raise GuestError(f"{command}: {answer['error']}")
    raise GuestError(f"QEMU ended before it answered {command}")
