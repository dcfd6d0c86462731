; no_edd.asm - a BIOS without packet calls.
%define EDD 0
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	without_edd
	jmp far [cs:old]

	end_of_shim
