# descriptor.py - segments and gates as the CPU reads them (Intel SDM vol. 3, 3.4.5, 3.5, 6.11).

from dataclasses import dataclass

PRESENT = 1 << 47
SYSTEM = {2: "LDT", 5: "task gate", 6: "16-bit interrupt gate", 7: "16-bit trap gate"}
# Of 32 and 64 bits alike.
WIDE = {9: "TSS", 0xB: "TSS, busy", 0xC: "call gate", 0xE: "interrupt gate", 0xF: "trap gate"}


@dataclass
class Descriptor:
    raw: int                            # 8 bytes, or 16

    @property
    def present(self):
        return bool(self.raw & PRESENT)

    @property
    def ring(self):
        return self.raw >> 45 & 3

    @property
    def system(self):
        return not self.raw >> 44 & 1

    @property
    def base(self):
        return (self.raw >> 16 & 0xFFFFFF) | (self.raw >> 56 & 0xFF) << 24 | self.raw >> 64 << 32

    @property
    def limit(self):
        limit = (self.raw & 0xFFFF) | (self.raw >> 48 & 0xF) << 16
        return limit << 12 | 0xFFF if self.raw >> 55 & 1 else limit

    @property
    def kind(self):
        number = self.raw >> 40 & 0xF
        if self.system:
            return SYSTEM.get(number) or WIDE.get(number, f"system {number:#x}")
        if number & 8:
            return "code " + ("r-x" if number & 2 else "--x")
        return "data " + ("rw-" if number & 2 else "r--")

    @property
    def width(self):
        """Bits of a segment's code or stack; a 64-bit one has no other bits."""
        return 64 if self.raw >> 53 & 1 else 32 if self.raw >> 54 & 1 else 16

    @property
    def selector(self):                 # of a gate
        return self.raw >> 16 & 0xFFFF

    @property
    def offset(self):                   # of a gate
        return (self.raw & 0xFFFF) | (self.raw >> 48 & 0xFFFF) << 16 | self.raw >> 64 << 32

    @property
    def stack(self):                    # of a 64-bit gate: IST slot, 0 = none
        return self.raw >> 32 & 7
