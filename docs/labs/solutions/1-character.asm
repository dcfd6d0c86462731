; 1-character.asm - a boot sector that says F on the screen and on COM1.

COM1	equ 3f8h

	org 7c00h
	bits 16

start:
	mov al, 'F'
	mov ah, 0eh			; int 10h ah=0eh: al to the screen,
	xor bx, bx			; page 0
	int 10h
	mov dx, COM1
	out dx, al			; int 10h leaves al alone

stop:
	hlt
	jmp stop

	times 510 - ($ - $$) db 0
	dw 0aa55h
