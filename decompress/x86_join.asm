; x86_join.asm - the loader's code, put together from the streams that x86_join.h describes.
;
; In      eax = struct split_part in the struct split at SPLIT_START, direction flag clear
; Out     the part in its place
; Eats    eax, ecx, edx

%include "layout.inc"
%include "offsets.inc"

	bits 32
	cpu 486

section .text align=1
global x86_join
x86_join:
	push ebx
	push esi
	push edi
	push ebp
	mov ebx, SPLIT_START
	lea ebp, [eax + SPLIT_PART_stream]		; [ebp + 4 * stream]
	mov esi, [eax + SPLIT_PART_plain]
	mov edi, [eax + SPLIT_PART_to]
	mov edx, [eax + SPLIT_PART_end]
	mov ecx, [eax + SPLIT_PART_plain_bytes]
	rep movsb			; leaves cl = 0: where the last jump went, its low byte
	mov esi, [ebp + 4 * SPLIT_CODE]
.instruction:
	mov al, SPLIT_AGAIN | SPLIT_OPCODE
	call look_up
	push eax
	shr al, SPLIT_PAGE
	jz .no_modrm
	or al, SPLIT_AGAIN
	call look_up
	test al, SPLIT_ALONE
	jz .displacement
	mov byte [esp], 0
.displacement:
	call operand
.no_modrm:
	pop eax
	call operand
	cmp edi, edx
	jb .instruction
	pop ebp
	pop edi
	pop esi
	pop ebx
	ret

; look_up - copy code until it is known what comes next.
;   In   al = SPLIT_AGAIN | page
;   Out  al = kind
look_up:
	mov bh, al			; ebx = the page
	lodsb
	stosb
	xlatb
	test al, al
	js look_up
	ret

; operand - copy what comes next.
;   In   al = kind, cl = where the last jump went
;   Out  cl = the same, now
;   Eats eax
operand:
	and eax, SPLIT_OPERAND
	jz .none
	xchg esi, [ebp + 4 * eax]
	cmp al, SPLIT_HALF
	ja .word
	movsb
	jb .byte
	movsb
.byte:
	cmp al, SPLIT_JUMP
	jne .done
	mov eax, edi			; al: from where the jump counts
	sub cl, al			; as far as to where the last one went
	mov ah, [edi - 1]
	test ah, ah
	jz .swap
	cmp ah, cl
	jne .jump
.swap:
	xor ah, cl
	mov [edi - 1], ah
.jump:
	add al, ah
	mov cl, al
	push SPLIT_JUMP
	pop eax
	jmp .done
.word:
	push eax
	lodsd
	bswap eax
	stosd
	pop eax
	cmp al, SPLIT_CALL
	jne .done
	sub [edi - 4], edi
.done:
	xchg esi, [ebp + 4 * eax]
.none:
	ret
