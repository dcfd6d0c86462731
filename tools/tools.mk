# tools.mk - host programs: one fragment each, which adds to TOOLS.

TOOLS :=
include $(filter-out tools/tools.mk,$(wildcard tools/*.mk))
