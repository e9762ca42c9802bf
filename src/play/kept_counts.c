#include "play/kept_counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model/words.h"

static void say_counts(const struct explore_result *result, struct words *words)
{
	char text[AMOUNT_TEXT], good[KEPT_COUNTS_LINE];
	const char *all = amount_text(&result->interleavings, text);

	explore_good_text(result, true, good, sizeof(good));
	words_add(words, "%s interleaving%s%s, %s%s", all, strcmp(all, "1") == 0 ? "" : "s",
		  result->complete ? "" : " so far", good,
		  result->has_beyond ? "; others are not counted" : "");
}

void kept_counts_line(const struct explore_result *result, char out[KEPT_COUNTS_LINE])
{
	struct words words = words_begin(out, KEPT_COUNTS_LINE);
	char total[EXPLORE_TOTAL];

	if (result->interleavings.endless) {
		explore_total_text(result, total, sizeof(total));
		words_add(&words, "%s", total);
	} else {
		say_counts(result, &words);
	}
	words_add(&words, "%s%s", result->freed.sleepers ? "; sleepers are free" : "",
		  result->freed.ends ? "; ends are free" : "");
}

/* The executables that it is; NULL: out of memory. */
static char *programs_of(const struct subject *subject)
{
	char *programs = NULL;
	size_t size;
	FILE *out = open_memstream(&programs, &size);

	if (out)
		fprintf(out, "%s", subject->program);
	for (unsigned i = 0; out && i < subject->part_count; i++)
		fprintf(out, "\n%s", subject->parts[i].program);
	return out && fclose(out) == 0 ? programs : NULL;
}

static bool is_another(const char *before, const struct subject *subject)
{
	char *now = programs_of(subject);
	bool differs = before && now && strcmp(before, now) != 0;

	free(now);
	return differs;
}

struct kept_counts *kept_counts_new(const char *name, const struct subject *subject,
				    const struct explore_result *result)
{
	struct kept_counts *figures = calloc(1, sizeof(*figures));

	if (!figures)
		return NULL;
	figures->choice = subject->choice;
	figures->program = programs_of(subject);
	snprintf(figures->name, sizeof(figures->name), "%s", name);
	kept_counts_line(result, figures->counted);
	figures->list = calloc(result->outcome_count + 1u, sizeof(*figures->list));
	for (uint32_t i = 0; figures->list && i < result->outcome_count; i++) {
		const struct explore_outcome *outcome = &result->outcomes[i];
		struct kept_count *figure = &figures->list[figures->count++];
		char text[AMOUNT_TEXT];

		memcpy(figure->outcome, outcome->text, sizeof(figure->outcome));
		figure->verdict = outcome->verdict;
		snprintf(figure->count, sizeof(figure->count), "%s",
			 explore_count_text(outcome, text));
	}
	return figures;
}

void kept_counts_free(struct kept_counts *figures)
{
	if (figures) {
		free(figures->program);
		free(figures->list);
	}
	free(figures);
}

bool kept_counts_compare(const struct kept_counts *figures, const struct subject *subject)
{
	const struct choice *before = &figures->choice, *choice = &subject->choice;

	if (subject_is_source(subject))
		return is_another(figures->program, subject);
	return choice->demo && before->demo == choice->demo &&
	       (before->scenario != choice->scenario ||
		memcmp(before->toggled, choice->toggled, sizeof(choice->toggled)) != 0 ||
		memcmp(before->values, choice->values, sizeof(choice->values)) != 0);
}

const struct kept_count *kept_counts_find(const struct kept_counts *figures, const char *outcome,
					  enum verdict verdict)
{
	for (unsigned i = 0; i < figures->count; i++) {
		const struct kept_count *figure = &figures->list[i];

		if (figure->verdict == verdict && strcmp(figure->outcome, outcome) == 0)
			return figure;
	}
	return NULL;
}
