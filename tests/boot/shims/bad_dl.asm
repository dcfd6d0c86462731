; bad_dl.asm - a BIOS that passes no drive number, but nasm -DDL, or 0ffh.
%include "shim.inc"

%ifndef DL
%define DL 0ffh
%endif

change:
	mov dl, DL
	ret

	end_of_shim
