; uaccess.asm - loads and stores of user memory, and where to go on when they fault.
;
; A user address was checked against user_limit before.  With SMAP the CPU refuses user
; memory while AC is clear, so it is set for the access only; without SMAP stac and clac
; do not exist.  A fault that cannot be resolved goes on at the address that the exception
; table has for the instruction.
;
; System V calls: arguments rdi, rsi, rdx, rcx; result rax; r8..r11 are free.

extern user_smap

EFAULT	equ 14

section .text progbits alloc exec nowrite align=16
bits 64

; May fault at the next instruction: then on at %1.
%macro FALLIBLE 1
%%here:
section .exception_table progbits alloc noexec nowrite align=8
	dq %%here, %1
section .text
%endmacro

%macro OPEN 0
	cmp byte [rel user_smap], 0
	je %%open
	stac
%%open:
%endmacro

%macro CLOSE 0
	cmp byte [rel user_smap], 0
	je %%closed
	clac
%%closed:
%endmacro

; long user_copy(void *to, const void *from, size_t n) - either may be the user's.
;   out  0 or -EFAULT
; By words: mm/internal.h at clear_page().
global user_copy
user_copy:
	mov rcx, rdx
	shr rcx, 3
	OPEN
	FALLIBLE fault
	rep movsq
	and edx, 7
	jz .done
	mov ecx, edx
	FALLIBLE fault
	rep movsb
.done:	CLOSE
	xor eax, eax
	ret

; long user_clear(void *to, size_t n)
;   out  0 or -EFAULT
global user_clear
user_clear:
	xor eax, eax
	mov rcx, rsi
	shr rcx, 3
	OPEN
	FALLIBLE fault
	rep stosq
	and esi, 7
	jz .done
	mov ecx, esi
	FALLIBLE fault
	rep stosb
.done:	CLOSE
	ret

; long user_cmpxchg32(u32 *at, u32 *old, u32 new)
;   out  0 or -EFAULT; *old = what was there
global user_cmpxchg32
user_cmpxchg32:
	mov eax, [rsi]
	OPEN
	FALLIBLE fault
	lock cmpxchg [rdi], edx
	CLOSE
	mov [rsi], eax
	xor eax, eax
	ret

; long user_string(char *to, const char *from, size_t max) - up to and with the NUL, or max
; bytes, or up to a fault.
;   out  bytes before the NUL; max: no NUL among them; -EFAULT
global user_string
user_string:
	mov rcx, rdx
	mov r8, 0101010101010101h
	mov r9, r8
	shl r9, 7
	OPEN
	; Eight bytes at a time, while none is NUL.  They may lie in a page that is not
	; there, behind the NUL: then byte by byte.
.words:	cmp rcx, 8
	jb .bytes
	FALLIBLE .bytes
	mov rax, [rsi]
	mov r10, rax
	mov r11, rax
	sub r10, r8
	not r11
	and r10, r11
	and r10, r9
	jnz .bytes
	mov [rdi], rax
	add rsi, 8
	add rdi, 8
	sub rcx, 8
	jmp .words
.bytes:	test rcx, rcx
	jz .end
	FALLIBLE fault
	mov al, [rsi]
	mov [rdi], al
	test al, al
	jz .end
	inc rsi
	inc rdi
	dec rcx
	jmp .bytes
.end:	CLOSE
	mov rax, rdx
	sub rax, rcx
	ret

; long user_length(const char *from, size_t max)
;   out  bytes before the NUL; max: no NUL among them; -EFAULT
global user_length
user_length:
	mov rcx, rsi
	OPEN
.next:	test rcx, rcx
	jz .end
	FALLIBLE fault
	cmp byte [rdi], 0
	je .end
	inc rdi
	dec rcx
	jmp .next
.end:	CLOSE
	mov rax, rsi
	sub rax, rcx
	ret

fault:	CLOSE
	mov rax, -EFAULT
	ret

; Single values: in rdi = user address; get: out rax = value, edx = 0 or -EFAULT;
; put: rsi = value, out rax = 0 or -EFAULT.
%macro GET 2+
global user_get%1
user_get%1:
	OPEN
	FALLIBLE get_fault
	%2
	CLOSE
	xor edx, edx
	ret
%endmacro
	GET 1, movzx eax, byte [rdi]
	GET 2, movzx eax, word [rdi]
	GET 4, mov eax, [rdi]
	GET 8, mov rax, [rdi]

get_fault:
	CLOSE
	xor eax, eax
	mov rdx, -EFAULT
	ret

%macro PUT 2
global user_put%1
user_put%1:
	OPEN
	FALLIBLE fault
	mov [rdi], %2
	CLOSE
	xor eax, eax
	ret
%endmacro
	PUT 1, sil
	PUT 2, si
	PUT 4, esi
	PUT 8, rsi
