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
	cld
	mov si, packet
	mov ah, 42h
	int 13h
	jc stop				; ah says why

	mov si, BUFFER
.next:
	mov dx, COM1 + 5		; bit 5: ready for a byte
.wait:
	in al, dx
	test al, 20h
	jz .wait
	mov dx, COM1
	lodsb
	test al, al
	jz stop
	out dx, al
	jmp .next

stop:
	hlt
	jmp stop

	; The packet of int 13h ah=42h.
packet:
	dw 16				; its size
	dw 1				; sectors
	dw BUFFER, 0			; to where: offset, segment
	dq 1				; the first sector

	times 510 - ($ - $$) db 0
	dw 0aa55h
