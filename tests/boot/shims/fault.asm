; fault.asm - disk calls that fail: of those that ONLY lets count, every EVERY-th from number
; FROM to number UPTO answers carry and STATUS.  Each failure writes "!" to
; port e9h.
;
; nasm -D: FROM, UPTO (0 = never ends), EVERY, STATUS, EDD; ONLY: 0 = every call, else those
; for that drive
%include "shim.inc"

LOG	equ 0e9h

handles 13h
	without_edd
%if ONLY
	cmp dl, ONLY
	jne .old
%endif
	inc word [cs:calls]
	cmp word [cs:calls], FROM
	jb .old
%if UPTO
	cmp word [cs:calls], UPTO
	ja .old
%endif
	dec byte [cs:wait_for]
	jnz .old
	mov byte [cs:wait_for], EVERY
	push ax
	mov al, "!"
	out LOG, al
	pop ax
	fail_with STATUS
.old:	jmp far [cs:old]

calls		dw 0
wait_for	db 1
	end_of_shim
