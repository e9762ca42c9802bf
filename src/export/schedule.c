#include "export/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include "explore/explore.h"

char *schedule_of_history(const struct history *history)
{
	uint32_t steps = history_steps(history);
	size_t length = history_schedule(history, steps, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		history_schedule(history, steps, text, length + 1);
	return text;
}

static void write_set(FILE *out, struct set set)
{
	const char *comma = "";

	for (; !set_is_empty(set); set_drop_first(&set), comma = ",")
		fprintf(out, "%s%d", comma, set_first(set));
}

/* Whether two steps had the same choices. */
static bool same_choices(const struct history *history, uint32_t a, uint32_t b)
{
	struct set first, second;
	bool known = history_choices(history, a, &first);

	return known == history_choices(history, b, &second) &&
	       (!known || set_equals(first, second));
}

char *choices_of_history(const struct history *history)
{
	uint32_t steps = history_steps(history), next;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct set choices;

	if (!out)
		return NULL;
	for (uint32_t step = 1; step <= steps; step = next) {
		for (next = step + 1; next <= steps && same_choices(history, step, next);)
			next++;
		fputs(step > 1 ? " " : "", out);
		if (history_choices(history, step, &choices)) {
			/* Who was typed a line could not have gone on by himself. */
			set_add(&choices, history_stepper(history, step));
			write_set(out, choices);
		} else {
			fputc('?', out);
		}
		if (next > step + 1)
			fprintf(out, "*%u", next - step);
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

char *schedule_of_witness(const struct witness *witness)
{
	size_t length = explore_schedule_text(witness, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		explore_schedule_text(witness, text, length + 1);
	return text;
}
