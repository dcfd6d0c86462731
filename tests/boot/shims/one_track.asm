; one_track.asm - a BIOS without packet calls that ends each read with its track, and calls that a
; success.
%define EDD 0
%include "shim.inc"

change:
	push dx
	mov ah, 8
	int 13h
	pop dx
	and cl, 3fh
	mov [track], cl
	hook 13h
	ret

handler:
	without_edd
	cmp ah, 2
	jne .old
	push bx
	mov bl, cl
	and bl, 3fh
	mov bh, [cs:track]
	sub bh, bl
	inc bh				; sectors from there to the track's end
	cmp al, bh
	jbe .fits
	mov al, bh
.fits:	pop bx
.old:	jmp far [cs:old]

track	db 0
	end_of_shim
