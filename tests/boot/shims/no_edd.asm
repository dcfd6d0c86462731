; no_edd.asm - a BIOS without packet calls.
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	cmp ah, 41h
	jb .old
	cmp ah, 48h
	jbe .no
.old:	jmp far [cs:old]
.no:	fail_with 1

	end_of_shim
