; 1-character.asm - a boot sector that says F on the screen and on COM1.

	org 7c00h
	bits 16

start:
	; Your instructions.

stop:
	hlt
	jmp stop

	times 510 - ($ - $$) db 0
	dw 0aa55h
