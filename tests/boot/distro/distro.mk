# distro.mk - a whole Debian for test_distro.py: made once, kept in the cache.

$(B)/guest/debian12.img: $(shell find tests/boot/distro -type f)
	$(call say,DISTRO,$@)
	$(Q)mkdir -p $(@D) "$(FIRSTLIGHT_CACHE)"
	$(Q)ln -sf "$$(tests/boot/distro/make_disk.sh "$(abspath $(FIRSTLIGHT_CACHE))")" $@

check-boot: $(B)/guest/debian12.img
