/* test_str.c - the freestanding programs' strings and memory are as the C library's. */
#include "check.h"
#include "common/str.h"

void  *our_memcpy(void *to, const void *from, size_t n);
void  *our_memmove(void *to, const void *from, size_t n);
void  *our_memset(void *to, int byte, size_t n);
int    our_memcmp(const void *a, const void *b, size_t n);
void  *our_memchr(const void *p, int byte, size_t n);
size_t our_strlen(const char *s);
int    our_strcmp(const char *a, const char *b);
int    our_strncmp(const char *a, const char *b, size_t n);
char  *our_strchr(const char *s, int c);
char  *our_strrchr(const char *s, int c);

#define memcpy  our_memcpy
#define memmove our_memmove
#define memset  our_memset
#define memcmp  our_memcmp
#define memchr  our_memchr
#define strlen  our_strlen
#define strcmp  our_strcmp
#define strncmp our_strncmp
#define strchr  our_strchr
#define strrchr our_strrchr
#include "common/str.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr

enum { ROOM = 100, TEXT = 8 };

static u8 ours[ROOM], theirs[ROOM];

static void fill(void)
{
	for (unsigned i = 0; i < ROOM; i++)
		ours[i] = theirs[i] = (u8)(i * 37 + 200);
}

static void copies(void **state)
{
	u8 from[ROOM];

	(void)state;
	for (unsigned i = 0; i < ROOM; i++)
		from[i] = (u8)(i ^ 0x5a);
	for (unsigned at = 0; at < 9; at++)
		for (unsigned n = 0; n < ROOM - 20; n++) {
			fill();
			assert_ptr_equal(our_memcpy(ours + at, from + 9 - at, n), ours + at);
			memcpy(theirs + at, from + 9 - at, n);
			assert_memory_equal(ours, theirs, ROOM);
			assert_ptr_equal(our_memset(ours + at, (int)(n * 7 + 256), n), ours + at);
			memset(theirs + at, (int)(n * 7 + 256), n);
			assert_memory_equal(ours, theirs, ROOM);
		}
}

/* Each way over itself. */
static void moves(void **state)
{
	(void)state;
	for (unsigned to = 0; to < 30; to++)
		for (unsigned from = 0; from < 30; from++)
			for (unsigned n = 0; n <= ROOM - 30; n += 1 + n / 4) {
				fill();
				assert_ptr_equal(our_memmove(ours + to, ours + from, n), ours + to);
				memmove(theirs + to, theirs + from, n);
				assert_memory_equal(ours, theirs, ROOM);
			}
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Texts of up to 3 of these, the last with a bit more than ASCII. */
static void strings(void **state)
{
	static const char letters[] = { '\0', 'a', 'b', '\xe4' };
	enum { LETTERS = COUNT(letters), ALL = LETTERS * LETTERS * LETTERS };
	char text[ALL][TEXT];

	(void)state;
	for (unsigned i = 0; i < ALL; i++) {
		char all[TEXT] = { letters[i % LETTERS], letters[i / LETTERS % LETTERS],
				   letters[i / LETTERS / LETTERS] };

		memcpy(text[i], all, TEXT);
	}
	for (unsigned i = 0; i < ALL; i++) {
		assert_int_equal(our_strlen(text[i]), strlen(text[i]));
		for (unsigned k = 0; k < LETTERS; k++) {
			assert_ptr_equal(our_strchr(text[i], letters[k]), strchr(text[i], letters[k]));
			assert_ptr_equal(our_strrchr(text[i], letters[k]), strrchr(text[i], letters[k]));
			for (unsigned n = 0; n <= 3; n++)
				assert_ptr_equal(our_memchr(text[i], letters[k], n),
						 memchr(text[i], letters[k], n));
		}
		for (unsigned j = 0; j < ALL; j++) {
			assert_int_equal(sign(our_strcmp(text[i], text[j])), sign(strcmp(text[i], text[j])));
			for (unsigned n = 0; n <= 4; n++) {
				assert_int_equal(sign(our_strncmp(text[i], text[j], n)),
						 sign(strncmp(text[i], text[j], n)));
				assert_int_equal(sign(our_memcmp(text[i], text[j], n)),
						 sign(memcmp(text[i], text[j], n)));
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies), cmocka_unit_test(moves), cmocka_unit_test(strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
