; short_success.asm - a BIOS that reads at most MOST sectors a call and calls that a success:
; the packet's count, or al, says how many.  MOST = 0: it reads all, and says 0.
;
; nasm -D: MOST, EDD
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	without_edd
	cmp ah, 42h
	je .packet
	cmp ah, 2
	jne .old
%if MOST
	cmp al, MOST
	jbe .old
	mov al, MOST
.old:	jmp far [cs:old]
.packet:
	cmp word [si + 2], MOST
	jbe .old
	mov word [si + 2], MOST
	jmp .old
%else
	pushf
	call far [cs:old]
	mov al, 0
.leave:	sti
	retf 2
.packet:
	pushf
	call far [cs:old]
	mov word [si + 2], 0
	jmp .leave
.old:	jmp far [cs:old]
%endif

	end_of_shim
