# calls.mk - programs that try system calls, for both kernels (test_calls.py).

CALLS := $(patsubst tests/boot/calls/%.c,%,$(wildcard tests/boot/calls/*.c))
# What gcc warns of here is what the tests are about: wrong arguments.
CALLS_CFLAGS := -std=gnu11 -O1 -static -Wall -Wextra -Werror -Wno-nonnull -Wno-stringop-overflow \
	-Wno-stringop-overread -Wno-unused-result -Wno-format-truncation

$(B)/calls/64/%: tests/boot/calls/%.c $(wildcard tests/boot/calls/*.h)
	$(call say,CALL64,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -m64 $(CALLS_CFLAGS) -s -o $@ $< $($*_LIBS)
$(B)/calls/32/%: tests/boot/calls/%.c $(wildcard tests/boot/calls/*.h)
	$(call say,CALL32,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -m32 -msse2 $(CALLS_CFLAGS) -s -o $@ $<

check-boot: $(foreach w,64 32,$(CALLS:%=$(B)/calls/$(w)/%))
