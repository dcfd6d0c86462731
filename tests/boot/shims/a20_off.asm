; a20_off.asm - A20 is off when the boot sector starts.
%include "shim.inc"

change:
	in al, 92h
	and al, ~2
	out 92h, al
	ret

	end_of_shim
