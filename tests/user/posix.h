/* posix.h - the parts of posix.c; each prints what it sees. */
#ifndef TESTS_USER_POSIX_H
#define TESTS_USER_POSIX_H

void files(void);
void directories(void);
void memory(void);
void processes(const char *self);
void signals(void);
void faults(void);
void waiting(void);

#endif
