; ignores_edd.asm - a BIOS that returns from packet calls as if they were none: all registers and
; flags are what they were.
%define EDD 2
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	without_edd
	jmp far [cs:old]

	end_of_shim
