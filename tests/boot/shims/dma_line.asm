; dma_line.asm - a controller that ends each read at a line of 64 KiB in memory, and calls that a
; success.
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	cmp ah, 42h
	jne .old
	push ax
	mov ax, [si + 6]		; ds:si = packet: segment, offset
	shl ax, 4
	add ax, [si + 4]
	not ax
	shr ax, 9
	inc ax				; sectors from there to the line
	cmp [si + 2], ax
	jbe .fits
	mov [si + 2], ax
.fits:	pop ax
.old:	jmp far [cs:old]

	end_of_shim
