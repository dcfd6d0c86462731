# deb.mk - the Debian package, by debhelper in a tree of links, so that nothing is left here.

DEB      := $(B)/deb
DEB_TREE := $(DEB)/source
DEB_LOG  := $(DEB)/build.log

.PHONY: deb
deb: all                        ## the Debian package, and lintian's word on it: build/deb/
	$(call say,DEB,$(DEB))
	$(Q)rm -rf $(DEB) && mkdir -p $(DEB_TREE)
	$(Q)cp -r debian $(DEB_TREE)
	$(Q)for name in *; do case $$name in debian | build) ;; \
	  *) test -d $$name && ln -s "$(CURDIR)/$$name" $(DEB_TREE) || cp -p $$name $(DEB_TREE) ;; esac; done
	$(Q)ln -s "$(abspath $(B))" $(DEB_TREE)/build
	$(Q)cd $(DEB_TREE) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -b -nc -us -uc \
	  > "$(abspath $(DEB_LOG))" 2>&1 || { tail -30 "$(abspath $(DEB_LOG))"; exit 1; }
	$(Q)rm -rf $(DEB_TREE)
	$(Q)lintian --allow-root --fail-on error $(DEB)/*.changes
	$(Q)ls -l $(DEB)/*.deb
