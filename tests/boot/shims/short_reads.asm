; short_reads.asm - a controller that fails at more than 8 sectors, and at each third call.
%include "shim.inc"

handles 13h
	cmp ah, 42h
	je .packet
	cmp ah, 2
	jne .old
	cmp al, 8
	ja .no
	jmp .third
.packet:
	cmp word [si + 2], 8
	ja .no
.third:
	dec byte [cs:left]
	jz .again
.old:	jmp far [cs:old]
.again:	mov byte [cs:left], 3
.no:	fail_with 20h

left	db 3
	end_of_shim
