; bad_dl.asm - a BIOS that passes no drive number, but nasm -DDL, or 0ffh, and leaves the direction
; flag set.
%include "shim.inc"

%ifndef DL
%define DL 0ffh
%endif

change:
	mov dl, DL
	std
	ret

	end_of_shim
