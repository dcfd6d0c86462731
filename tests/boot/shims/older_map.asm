; older_map.asm - a BIOS from before INT 15h E820h; with E801 = 0 also from before E801h.
;
; nasm -D: E801
%include "shim.inc"

handles 15h
	cmp ax, 0e820h
	je .no
%if E801 == 0
	cmp ax, 0e801h
	je .no
%endif
	jmp far [cs:old]
.no:	fail_with 86h

	end_of_shim
