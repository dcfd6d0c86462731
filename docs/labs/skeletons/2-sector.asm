; 2-sector.asm - a boot sector that prints the text in sector 1, up to its zero byte.

COM1	equ 3f8h
BUFFER	equ 8000h

	org 7c00h
	bits 16

start:
	xor ax, ax
	mov ds, ax
	mov ss, ax
	mov sp, 7000h
	; dl is the drive.  Read sector 1 to BUFFER, then print it.

stop:
	hlt
	jmp stop

	; The packet of int 13h ah=42h.
packet:
	dw 0				; its size, which is 16
	dw 0				; sectors
	dw 0, 0				; to where: offset, segment
	dq 0				; the first sector

	times 510 - ($ - $$) db 0
	dw 0aa55h
