# fs.mk - unit tests of loader/disk/, loader/part/ and loader/fs/.

include tests/oracle/fs.mk
