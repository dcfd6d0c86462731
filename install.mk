# install.mk - make install: the tools, the images and the manual pages under DESTDIR/PREFIX.

DESTDIR ?=
PREFIX  ?= /usr/local

INSTALL_SBIN   := $(B)/fl-install $(B)/fl-mkconfig
INSTALL_BIN    := $(filter-out $(INSTALL_SBIN),$(TOOLS))
INSTALL_IMAGES := $(B)/boot.img $(B)/core.img $(B)/vmlinuz $(B)/initramfs.cpio.gz
INSTALL_MAN    := $(call files,docs/man/*.[18])

.PHONY: install
install: $(TOOLS) $(INSTALL_IMAGES)     ## tools, images and manual pages to DESTDIR/PREFIX (/usr/local)
	$(Q)install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin sbin lib/firstlight share/man/man1 share/man/man8)
	$(Q)install -m 755 $(INSTALL_BIN) $(DESTDIR)$(PREFIX)/bin
	$(Q)install -m 755 $(INSTALL_SBIN) $(DESTDIR)$(PREFIX)/sbin
	$(Q)install -m 644 $(INSTALL_IMAGES) $(DESTDIR)$(PREFIX)/lib/firstlight
	$(Q)$(foreach s,1 8,$(if $(filter %.$(s),$(INSTALL_MAN)), \
	  install -m 644 $(filter %.$(s),$(INSTALL_MAN)) $(DESTDIR)$(PREFIX)/share/man/man$(s);))
