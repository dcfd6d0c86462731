; a20_no_bios.asm - A20 is off, and the BIOS does not know how to open it.
%include "shim.inc"

change:
	in al, 92h
	and al, ~2
	out 92h, al
	hook 15h
	ret

handler:
	cmp ah, 24h
	je .no
	jmp far [cs:old]
.no:	fail_with 86h

	end_of_shim
