/*
 * The glyphs that are drawn and their ASCII twins.
 *
 * Beside borders and bars only glyphs of neutral width are used: those are one column wide in
 * every terminal, also where "ambiguous" ones take two.
 */
#ifndef IPCSTAGE_VIEW_CELLS_GLYPH_H
#define IPCSTAGE_VIEW_CELLS_GLYPH_H

#include <stdint.h>

#define GLYPH_HERE	"►" /* who took the step; arrow heads */
#define GLYPH_BACK	"◄"
#define GLYPH_UP	"▴"
#define GLYPH_DOWN	"▾"
#define GLYPH_NEXT	"▸" /* the current one of a list */
#define GLYPH_TOKEN	"◉" /* a token that is there */
#define GLYPH_TAKEN	"◌" /* one that is taken */
#define GLYPH_EMPTY	"∙" /* nothing here yet */
#define GLYPH_DONE	"✓"
#define GLYPH_DEAD	"✗"
#define GLYPH_LEFT_END	"╞" /* the mouths of a pipe */
#define GLYPH_RIGHT_END "╡"

enum { GLYPH_BARS = 8 };

/* The ASCII twin of a glyph; 0 when it has none. */
char glyph_ascii(uint32_t character);

/* A bar of height 0 … GLYPH_BARS out of eighths of a row: " ▁▂▃▄▅▆▇█". */
const char *glyph_bar(int eighths);

/*
 * Box drawing. A glyph has four arms, each of a weight; two bits an arm in the order up, right,
 * down, left. Joining two lines is the larger weight of each arm.
 */
enum weight { WEIGHT_NONE, WEIGHT_LIGHT, WEIGHT_HEAVY, WEIGHT_DOUBLE };
enum arm { ARM_UP, ARM_RIGHT, ARM_DOWN, ARM_LEFT, ARMS };

static inline unsigned arm_of(enum arm arm, enum weight weight)
{
	return (unsigned)weight << (2 * (unsigned)arm);
}

/* The arms of a glyph (ASCII lines count too), 0 when it is no line. */
unsigned glyph_arms(const char *text);

/* The glyph with these arms, corners of light lines round; NULL when there is none. */
const char *glyph_joint(unsigned arms);

#endif
