/* types.h - the integers, the error type and the small words every file uses. */
#ifndef COMMON_TYPES_H
#define COMMON_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t  u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t  i32;
typedef int64_t  i64;

/* An error is a sentence for the person at the screen; NULL means it worked.
 * Lower case, no full stop, says the thing and the limit. */
typedef const char *err_t;

/* On every function whose error must not be dropped, which is most of them. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define NORETURN   __attribute__((noreturn))

/* Leave the current function with the callee's error, unchanged. */
#define TRY(call) do { err_t err_ = (call); if (err_) return err_; } while (0)

#define COUNT(array)     (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b)        ((a) < (b) ? (a) : (b))
#define MAX(a, b)        ((a) > (b) ? (a) : (b))
#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a) - 1))      /* a: power of two */
#define ALIGN_UP(x, a)   ALIGN_DOWN((x) + (__typeof__(x))(a) - 1, (a))

enum { KiB = 1024, MiB = 1024 * 1024 };

#endif
