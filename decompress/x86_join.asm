; x86_join.asm - the loader's code, put together from the streams that x86_join.h describes.
;
; In      eax = struct split_part in the struct split at SPLIT_START, direction flag clear
; Out     the part in its place
; Eats    eax, ecx, edx
;
; Where the instructions are that jumps go to is known when all are there.  So from `notes` on
; stands the low byte of each instruction's address, and down from `notes_end` of each jump the
; address behind it and that of the next instruction's note.

%include "layout.inc"
%include "offsets.inc"

	bits 32
	cpu 486

PART		equ -SPLIT_PART_stream	; [ebp + PART + field of struct split_part]

section .text align=1
global x86_join
x86_join:
	push ebx
	push esi
	push edi
	push ebp
	mov ebx, SPLIT_START
	lea ebp, [eax + SPLIT_PART_stream]	; [ebp + 4 * stream]
	mov esi, [ebp + PART + SPLIT_PART_plain]
	mov edi, [ebp + PART + SPLIT_PART_to]
	mov ecx, [ebp + PART + SPLIT_PART_plain_bytes]
	rep movsb
	mov esi, [ebp + 4 * SPLIT_CODE]
	mov ecx, [ebp + PART + SPLIT_PART_notes]
	mov edx, [ebp + PART + SPLIT_PART_notes_end]
.instruction:
	mov eax, edi
	mov [ecx], al
	inc ecx
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
	cmp edi, [ebp + PART + SPLIT_PART_end]
	jb .instruction
.jump:
	cmp edx, [ebp + PART + SPLIT_PART_notes_end]
	je .done
	mov edi, [edx]
	mov ecx, [edx + 4]
	add edx, SPLIT_NOTE
	movsx eax, byte [edi - 1]
	mov al, [ecx + eax]		; where it goes
	mov ecx, edi
	sub al, cl
	mov [edi - 1], al
	jmp .jump
.done:
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
;   In   al = kind, ecx = the next instruction's note, edx = the last jump's
;   Out  edx = the same, now
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
	cmp byte [edi - 1], SPLIT_BYTES
	jne .note
	dec edi
	movsb
	jmp .done
.note:
	sub edx, SPLIT_NOTE
	mov [edx], edi
	mov [edx + 4], ecx
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
