; big_sectors.asm - drive DRIVE has sectors of 4096 bytes: its packet calls count in those, and
; there are no others.
;
; nasm -D: DRIVE
%include "shim.inc"

EIGHT	equ 3				; sectors of 512 bytes, as a shift

handles 13h
	cmp dl, DRIVE
	jne .old
	cmp ah, 48h
	je .parameters
	cmp ah, 42h
	je .move
	cmp ah, 43h
	je .move
	cmp ah, 2
	je .no
	cmp ah, 3
	je .no
.old:	jmp far [cs:old]
.no:	fail_with 1

.parameters:
	pushf
	call far [cs:old]
	jc .leave
	mov word [si + 24], 4096
	push eax
	push edx
	mov eax, [si + 16]
	mov edx, [si + 20]
	shrd eax, edx, EIGHT
	shr edx, EIGHT
	mov [si + 16], eax
	mov [si + 20], edx
	pop edx
	pop eax
	clc
.leave:	sti
	retf 2

.move:	push ds
	push es
	push si
	push di
	push ecx
	push cs
	pop es
	mov di, packet
	mov cx, 8
	cld
	rep movsw
	push cs
	pop ds
	mov si, packet
	shl word [si + 2], EIGHT
	mov ecx, [si + 8]
	shld [si + 12], ecx, EIGHT
	shl dword [si + 8], EIGHT
	pop ecx
	pushf
	call far [old]
	pop di
	pop si
	pop es
	pop ds
	jmp .leave

	end_of_shim
