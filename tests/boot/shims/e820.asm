; e820.asm - a BIOS with another memory map: ENTRIES entries of 24 bytes from the sectors behind
; the real boot sector.  With LOOPS it starts again at their end.
;
; nasm -D: ENTRIES, LOOPS
%include "shim.inc"

SMAP		equ 534d4150h
ENTRY		equ 24
TABLE		equ 7e00h		; behind this sector
TABLE_SECTORS	equ (ENTRIES * ENTRY + 511) / 512

change:
	push dx
	mov ah, 42h
	mov si, more
	int 13h
	jc $
	pop dx
	hook 15h
	ret

handler:
	cmp eax, 0e820h
	je .map
.old:	jmp far [cs:old]
.map:	cmp edx, SMAP
	jne .old
	push si
	push ds
	push cs
	pop ds
	imul si, bx, ENTRY
	add si, TABLE
	push di
	mov cx, ENTRY / 2
	cld
	rep movsw
	pop di
	pop ds
	pop si
	mov ecx, ENTRY
	mov eax, SMAP
	inc bx
	cmp bx, ENTRIES
	jb .leave
%if LOOPS == 0
	xor ebx, ebx
%endif
.leave:
	push bp
	mov bp, sp
	and byte [bp + 6], ~1
	pop bp
	iret

more:	dw 16, TABLE_SECTORS, TABLE, SHIM_SEGMENT
	dq REAL_LBA + 1
	end_of_shim
