; lzma_run.asm - LZMA's symbols, from the format's description in the LZMA SDK
; (lzma-specification).
;
; In      eax (rdi) = struct lzma_decoder
; Out     eax = LZMA_FINE: it paused at its stop, or all is done; LZMA_WRONG: the input ended, a
;         match leaves out[], or the end is not where it should be.  The decoder as it is then
; Eats    ecx, edx
;
; Most of the time from the BIOS to the loader goes by in here, so it is not left to a compiler.
; The input's end is looked for between symbols only: its last bytes are read from a copy with room
; behind it.  A pointer is in a register named x.., because the tests run this with 64 bits.
;
; A decision whether a bit is 0 takes a probability p, which it moves:
;
;	if (range < 1 << 24) range <<= 8, code = code << 8 | *in++;
;	bound = (range >> 11) * p;
;	if (code < bound) range = bound, p += (2048 - p) >> 5;  /* 0 */
;	else range -= bound, code -= bound, p -= p >> 5;        /* 1 */
;
; For 0, the new p is looked up in after_0[].  A tree is walked from node 1, each bit from a node to
; node * 2 + !bit, because the carry is that way round; cl is the node.  One more bit is set in cl,
; as far below its top as the tree is deep: when it is shifted out, the walk is over.  So nodes have
; numbers below 256 at any depth, and trees of different depths have none in common, nor have trees
; of 3 bits that start 8 nodes apart.

%include "lzma.inc"

STATE_MATCH	equ 7			; states from here: behind something else than a literal
SLOT_BITS	equ 6
SLOT_DIRECT	equ 4			; slots below: the distance itself
ALIGN_BITS	equ 4
LENGTH_MIN	equ 2
LOW_BITS	equ 3			; of lengths: 8 low ones, 8 in the middle, 256 high ones
LOW		equ 1 << LOW_BITS
LAST_TREE	equ LENGTH_MIN + 3	; from this length on all have one slot tree

; A tree's first node, and on its way out at the top what ends it after so many bits.
%define ROOT(bits) (1 | 1 << (8 - (bits)))
; Its last nodes, whose bits are the other way round, add up with what they say to this.
%define LEAVES(bits) (((2 << (bits)) - 1) & 0ffh)

; The decision for the probability in %1 (a memory operand): goes on for 0, to %2 for 1.
;   eax = code, xbp = decoder, xsi = in; eats edx
%macro decide 2
	normalize
	mov edx, [xbp + LZMA_range]
	shr edx, PROB_BITS
	imul edx, %1
	cmp eax, edx
	jae %2
	mov [xbp + LZMA_range], edx
	mov edx, %1
	mov edx, [xbp + xdx * 4 + LZMA_after_0]
	mov %1, edx			; carry is 1, still
%endmacro

; Take another byte if it is time to; eats nothing else.
%macro normalize 0
	cmp byte [xbp + LZMA_range + 3], 0
	jne %%wide
	shl dword [xbp + LZMA_range], 8
	shl eax, 8
	lodsb
%%wide:
%endmacro

; What else there is to it for 1.
%macro is_one 1
	sub [xbp + LZMA_range], edx
	sub eax, edx
	mov edx, %1
	shr edx, PROB_SHIFT
	sub %1, edx			; carry is 0
%endmacro

%define NODE dword [xbx + xcx * 4]

; The state is now %1 if a literal came before, else %2; eats ecx.
%macro next_state 2
	cmp dword [xbp + LZMA_state], STATE_MATCH
	sbb ecx, ecx
	lea ecx, [(%2 - %1) * xcx + %2]
	mov [xbp + LZMA_state], ecx
%endmacro

section .text align=1
global lzma_run
lzma_run:
	push xbx
	push xsi
	push xdi
	push xbp
	mov xbp, ARGUMENT
	mov eax, [xbp + LZMA_code]
	mov xsi, [xbp + LZMA_in]
	mov xdi, [xbp + LZMA_to]
symbol:
	cmp xsi, [xbp + LZMA_in_stop]
	jae refill
.start:	mov ecx, edi
	and ecx, [xbp + LZMA_position_mask]
	imul ebx, [xbp + LZMA_state], LZMA_STATE_SIZE
	lea xbx, [xbp + xbx + LZMA_model]
	cmp xdi, [xbp + LZMA_stop]
	jae stopped
	decide NODE, match		; is_match comes first

	; A literal.  What chooses its trees: lp bits of the position, lc of the byte before.
	mov ebx, edi
	shl ebx, 8
	mov bl, [xdi - 1]
	and ebx, [xbp + LZMA_literal_mask]
	mov cl, [xbp + LZMA_literal_shift]
	shr ebx, cl
	imul ebx, ebx, LZMA_LITERAL_SIZE
	lea xbx, [xbp + xbx + LZMA_model + LZMA_MODEL_SIZE]
	mov ecx, ROOT(8)
	cmp dword [xbp + LZMA_state], STATE_MATCH
	jae matched
.bit:	decide NODE, .one
	adc cl, cl
	jnc .bit
.put:	not cl
	mov [xdi], cl
	inc xdi
	mov ecx, [xbp + LZMA_state]
	mov cl, [behind_literal + xcx]
	mov [xbp + LZMA_state], ecx
	jmp symbol
.one:	is_one NODE
	add cl, cl
	jnc .bit
	jmp .put

; Behind a match, the byte at rep0 is known to be wrong, or the match would have gone on.  As long
; as the bits are that byte's, they choose between two trees, 256 and 512 nodes further.
matched:
	offset xdx, LZMA_rep0
	mov dl, [xdi + xdx]
	mov [xbp + LZMA_bits], dl
.bit:	mov ch, 1
	shl byte [xbp + LZMA_bits], 1
	adc ch, 0
	decide NODE, .one
	adc cl, cl
	jc symbol.put
	dec ch
	jz .bit
	mov ch, 0
	jmp symbol.bit
.one:	is_one NODE
	add cl, cl
	jc symbol.put
	sub ch, 2
	jz .bit
	mov ch, 0
	jmp symbol.bit

; A match with a new distance, which is read behind the length.
match:	is_one NODE
.known:	mov [xbp + LZMA_position], ecx
	add xbx, LZMA_STATE_is_rep
	call bit
	jnc repeated
	mov edx, [xbp + LZMA_rep2]
	mov [xbp + LZMA_rep3], edx
	mov edx, [xbp + LZMA_rep1]
	mov [xbp + LZMA_rep2], edx
	mov edx, [xbp + LZMA_rep0]
	mov [xbp + LZMA_rep1], edx
	next_state 7, 10
	lea xbx, [xbp + LZMA_model + LZMA_MODEL_match_length]
	call length
	cmp ecx, LAST_TREE
	jb .short
	mov ecx, LAST_TREE
.short:	imul ebx, ecx, LZMA_TREE_SIZE
	lea xbx, [xbp + xbx + LZMA_model + LZMA_MODEL_slot - LENGTH_MIN * LZMA_TREE_SIZE]
	mov ecx, ROOT(SLOT_BITS)
	call tree
	xor ecx, LEAVES(SLOT_BITS)
	cmp ecx, SLOT_DIRECT
	jb .done
	; Others: the first two bits and how many follow.
	mov edx, ecx
	and edx, 1
	mov ebx, edx
	or dl, 2
	shr ecx, 1
	dec ecx
	shl edx, cl
	mov [xbp + LZMA_base], edx
	cmp ecx, 6			; that many: the last 4 from a tree, the others equally
	jae .direct			; likely 0 and 1
	imul ebx, ebx, LZMA_TREE_SIZE
	lea xbx, [xbp + xbx + LZMA_model + LZMA_MODEL_special]
	mov edx, 1 << 8			; ROOT(ecx)
	shr edx, cl
	lea ecx, [xdx + 1]
	jmp .reverse
.direct:
	sub ecx, ALIGN_BITS
	mov edx, ~1			; collects them turned over, as the carry is; ends when
	ror edx, cl			; its 0 falls out
.equal:	normalize
	shr dword [xbp + LZMA_range], 1
	sub eax, [xbp + LZMA_range]
	jae .got
	add eax, [xbp + LZMA_range]	; carries
.got:	adc edx, edx
	jc .equal
	not edx
	shl edx, ALIGN_BITS
	add [xbp + LZMA_base], edx
	lea xbx, [xbp + LZMA_model + LZMA_MODEL_align]
	mov ecx, ROOT(ALIGN_BITS)
.reverse:
	call tree
	mov cl, [reversed + xcx]
	add ecx, [xbp + LZMA_base]
.done:	not ecx
	mov [xbp + LZMA_rep0], ecx

; Copy [length] bytes from ecx = rep0, a distance below 0.
copy:	mov edx, edi
	sub edx, [xbp + LZMA_out]
	add edx, ecx
	jnc too_far
	mov [xbp + LZMA_in], xsi
	offset xsi, LZMA_rep0
	add xsi, xdi
	mov ecx, [xbp + LZMA_length]
	lea xdx, [xdi + xcx]
	cmp xdx, [xbp + LZMA_end]
	ja wrong
	rep movsb
	mov xsi, [xbp + LZMA_in]
	jmp symbol

; One of the last four distances again; it moves to the front.
repeated:
	add xbx, LZMA_STATE_is_rep0 - LZMA_STATE_is_rep
	call bit
	jnc .other
	lea xbx, [xbx + xcx * 4 + LZMA_STATE_is_rep0_long - LZMA_STATE_is_rep0]
	call bit
	jnc .long
	mov dword [xbp + LZMA_length], 1
	next_state 9, 11
	jmp .copy
.other:	mov ecx, [xbp + LZMA_rep0]
	xchg ecx, [xbp + LZMA_rep1]
	add xbx, 4			; is_rep1
	call bit
	jc .found
	xchg ecx, [xbp + LZMA_rep2]
	add xbx, 4
	call bit
	jc .found
	xchg ecx, [xbp + LZMA_rep3]
.found:	mov [xbp + LZMA_rep0], ecx
.long:	next_state 8, 11
	lea xbx, [xbp + LZMA_model + LZMA_MODEL_repeat_length]
	call length
.copy:	mov ecx, [xbp + LZMA_rep0]
	jmp copy

; The input's last bytes go where a symbol can read on behind them; the next one sees if it did.
refill:	mov xcx, [xbp + LZMA_in_end]
	cmp xcx, [xbp + LZMA_in_stop]
	jb wrong
	sub xcx, xsi
	push xdi
	lea xdi, [xbp + LZMA_tail]
	push xdi
	rep movsb
	mov [xbp + LZMA_in_end], xdi
	inc xdi
	mov [xbp + LZMA_in_stop], xdi
	pop xsi
	pop xdi
	jmp symbol.start

; At the end, too, nothing may follow but an end marker, which is a match.
stopped:
	mov xdx, [xbp + LZMA_stop]
	cmp xdx, [xbp + LZMA_end]
	jne fine
	call is_over
	jne .more
	cmp [xbp + LZMA_size_known], eax
	jne ended
.more:	push xbx
	lea xbx, [xbx + xcx * 4]
	call bit
	pop xbx
	jnc match.known
	jmp wrong

; A match from before out[]; or the end marker, whose distance is all ones.
too_far:
	test ecx, ecx
	jnz wrong
	call is_over
	jne wrong
	cmp [xbp + LZMA_size_known], eax
	je ended
	cmp xdi, [xbp + LZMA_end]
	jne wrong
ended:	cmp xsi, [xbp + LZMA_in_end]
	jbe fine
wrong:	stc				; LZMA_WRONG
	jmp leave_it
fine:	clc				; LZMA_FINE
leave_it:
	mov [xbp + LZMA_code], eax
	mov [xbp + LZMA_in], xsi
	mov [xbp + LZMA_to], xdi
	sbb eax, eax
	neg eax
	pop xbp
	pop xdi
	pop xsi
	pop xbx
	ret

; is_over - has the stream ended?  Equal: yes, and eax = 0.
is_over:
	normalize
	test eax, eax
	ret

; bit - one decision.
;   In   xbx = probability
;   Out  no carry: 1
bit:	decide dword [xbx], .one
	ret
.one:	is_one dword [xbx]
	ret

; length - of a match, by the struct lzma_length at xbx.  Out: ecx = [length] = it
length:	call bit
	jnc .longer
	call .of_3_bits
.done:	neg ecx
	mov [xbp + LZMA_length], ecx
	ret
.of_3_bits:
	mov ecx, [xbp + LZMA_position]
	shl ecx, LOW_BITS + 2		; trees are 8 nodes apart
	lea xbx, [xbx + xcx + LZMA_LENGTH_low]
	mov ecx, ROOT(LOW_BITS)
	call tree
	sub ecx, LEAVES(LOW_BITS) + LENGTH_MIN
	ret
.longer:
	add xbx, 4
	call bit
	jnc .long
	add xbx, LZMA_LENGTH_middle - LZMA_LENGTH_low - 4
	call .of_3_bits
	sub ecx, LOW
	jmp .done
.long:	add xbx, LZMA_LENGTH_high - 4
	mov ecx, ROOT(8)
	call tree
	sub ecx, LEAVES(8) + LENGTH_MIN + 2 * LOW
	jmp .done

; tree - walk one.
;   In   xbx = tree, ecx = ROOT(its bits)
;   Out  ecx = node
tree:	decide NODE, .one
	adc cl, cl
	jnc tree
	ret
.one:	is_one NODE
	add cl, cl
	jnc tree
	ret

section .rodata align=1
; By the state before: 0 to 6 behind a literal, 7 to 11 behind something else.
behind_literal	db 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5

; By the node that up to 5 bits end in: these bits, the last first.
reversed:
%assign node 0
%rep 64
	%assign rest node
	%assign value 0
	%rep 5
		%if rest > 1
			%assign value value * 2 + 1 - rest % 2
			%assign rest rest / 2
		%endif
	%endrep
	db value
	%assign node node + 1
%endrep
