; no_edd.asm - a BIOS without packet calls.
%define EDD 0
%include "shim.inc"

handles 13h
	without_edd
	jmp far [cs:old]

	end_of_shim
