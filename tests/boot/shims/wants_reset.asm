; wants_reset.asm - a BIOS that reads once behind each reset, else fails and leaves in the packet
; that it has read nothing.  It reads by packets only.
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	test ah, ah
	jz .reset
	cmp ah, 2
	je .fail
	cmp ah, 42h
	jne .old
	dec byte [cs:ready]
	jns .old
	mov word [si + 2], 0		; ds:si = packet
	inc byte [cs:ready]
.fail:
	fail_with 4
.reset:
	mov byte [cs:ready], 1
.old:	jmp far [cs:old]

ready	db 0
	end_of_shim
