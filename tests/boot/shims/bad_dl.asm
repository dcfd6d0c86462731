; bad_dl.asm - a BIOS that passes no drive number.
%include "shim.inc"

change:
	mov dl, 0ffh
	ret

	end_of_shim
