# firmware.mk - the BIOSes of other Debian releases, for test_firmware.py.

FIRMWARE_RELEASES := bullseye trixie
FIRMWARE_PACKAGES := seabios bochsbios vgabios
FIRMWARE          := $(FIRMWARE_RELEASES:%=$(B)/guest/firmware/%)

$(FIRMWARE): tests/boot/firmware/fetch.sh tests/boot/firmware/firmware.mk
	$(call say,FETCH,"$(@F)'s BIOSes")
	$(Q)$< "$(FIRSTLIGHT_CACHE)/firmware" $(@F) $(FIRMWARE_PACKAGES)
	$(Q)rm -rf $@ && mkdir -p $(@D) && cp -a "$(FIRSTLIGHT_CACHE)/firmware/$(@F)" $@
	$(Q)touch $@

check-boot: $(FIRMWARE)
