/* fuzz_values.h - random arguments for system calls. */
#ifndef USER_FUZZ_VALUES_H
#define USER_FUZZ_VALUES_H

#include <stdint.h>

typedef unsigned long word;
enum { PAGE = 4096, TEMPLATE = 512, POOL = 8 * PAGE };
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Memory of the caller's, that pointers point to. */
extern uint8_t *pool;                   /* POOL bytes, writable, then a page that is not there */
extern uint8_t *readonly, *nothing;     /* a page each */
extern uint8_t *beyond;                 /* the end of the file mapped there */

extern uint64_t random_state;
uint64_t any(void);
unsigned below(unsigned n);
int one_in(unsigned n);

word edge(void);
word flags(void);
word number(void);
word length(void);
word descriptor(void);
word pointer(void);
word string(void);

/* Results of calls are arguments of later ones. */
void remember(word result);

/* Fill TEMPLATE bytes with something that one of the calls may take for its struct. */
void fill(uint8_t *at, int narrow);
void handler(int sig);                  /* of signals; does nothing */

#endif
