; short_success.asm - a BIOS that reads at most MOST sectors a call and calls that a success:
; the packet's count, or al, says how many.  MOST = 0: it reads all, and says 0.  So from the
; FROM-th read on.
;
; nasm -D: MOST, FROM, EDD
%include "shim.inc"

handles 13h
	without_edd
	cmp ah, 42h
	je .packet
	cmp ah, 2
	jne .old
	call count
	jb .old
%if MOST
	cmp al, MOST
	jbe .old
	mov al, MOST
.old:	jmp far [cs:old]
.packet:
	call count
	jb .old
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
	call count
	jb .old
	pushf
	call far [cs:old]
	mov word [si + 2], 0
	jmp .leave
.old:	jmp far [cs:old]
%endif

; out  CF set = it does not count yet
count:	inc word [cs:reads]
	cmp word [cs:reads], FROM
	ret

reads	dw 0
	end_of_shim
