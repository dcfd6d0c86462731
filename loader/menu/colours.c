/* colours.c - the colours that the config asks for. */
#include "menu/colours.h"
#include "common/str.h"
#include "common/text.h"
#include "term/term.h"

/* In the order of their numbers. */
static const char names[] =
	"black|blue|green|cyan|red|magenta|brown|light-gray|dark-gray|light-blue|light-green|"
	"light-cyan|light-red|light-magenta|yellow|white";

/* "foreground/background"; bit 7 of an attribute would blink. */
static u8 pair(struct script *s, const char *variable, u8 otherwise)
{
	const char *value = script_get(s, variable), *slash = value ? strchr(value, '/') : NULL;
	int front, back;

	if (!slash)
		return otherwise;
	front = str_index(names, value, (size_t)(slash - value));
	back = str_index(names, slash + 1, strlen(slash + 1));
	return front < 0 || back < 0 ? otherwise : (u8)(front | (back & 7) << 4);
}

/* A colour of ours, where it cannot clash with a background that was asked for. */
static u8 on_black(u8 colour)
{
	return term_normal == COLOUR_NORMAL ? colour : term_normal;
}

void colours_apply(struct script *s)
{
	u8 normal = pair(s, "color_normal", COLOUR_NORMAL);

	if (normal != term_normal)
		term_colour(normal);
}

struct colours colours_now(struct script *s)
{
	colours_apply(s);
	return (struct colours){
		.menu = pair(s, "menu_color_normal", COLOUR_NORMAL),
		.bar = pair(s, "menu_color_highlight", COLOUR_CYAN << 4 | COLOUR_BLACK),
		.title = pair(s, "color_highlight", COLOUR_BLUE << 4 | COLOUR_WHITE),
		.heading = on_black(COLOUR_WHITE), .help = on_black(COLOUR_CYAN),
		.note = on_black(COLOUR_YELLOW),
	};
}
