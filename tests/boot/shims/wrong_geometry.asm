; wrong_geometry.asm - a BIOS without packet calls that has read by one geometry and, from the
; FROM-th time that it is asked on, tells another.
;
; nasm -D: FROM, HEADS, SECTORS
%define EDD 0
%include "shim.inc"

handles 13h
	without_edd
	cmp ah, 8
	jne .old
	inc byte [cs:calls]
	cmp byte [cs:calls], FROM
	jb .old
	mov cx, 0ffc0h | SECTORS	; 1024 cylinders
	mov dx, (HEADS - 1) << 8 | 1
	push bp
	mov bp, sp
	and byte [bp + 6], ~1
	pop bp
	mov ah, 0
	iret
.old:	jmp far [cs:old]

calls	db 0
	end_of_shim
