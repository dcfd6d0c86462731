; no_geometry.asm - a BIOS that does not tell a drive's geometry, and has no packet calls.
%include "shim.inc"

handles 13h
	cmp ah, 8
	je .no
	cmp ah, 41h
	jae .no
	jmp far [cs:old]
.no:	fail_with 1

	end_of_shim
