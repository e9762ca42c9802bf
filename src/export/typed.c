#include "export/typed.h"

#include <stdio.h>
#include <string.h>

static void add_words(char *typed, const char *option, const char *text)
{
	size_t used = strlen(typed);

	snprintf(typed + used, TYPED - used, "%s%s%s", used ? " " : "", option, text);
}

static void add_settings(char *typed, const struct setting *settings, unsigned count)
{
	char text[64];

	for (unsigned i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s=%ld", settings[i].name, settings[i].value);
		add_words(typed, "-p ", text);
	}
}

void type_place(const struct place *place, char typed[TYPED])
{
	*typed = '\0';
	add_words(typed, "", place->demo);
	if (place->scenario)
		add_words(typed, "-s ", place->scenario);
	add_settings(typed, place->settings, place->setting_count);
}

void type_trap(const struct trap *trap, char typed[TYPED])
{
	*typed = '\0';
	if (trap->scenario)
		add_words(typed, "-s ", trap->scenario);
	add_settings(typed, trap->settings, trap->setting_count);
	for (unsigned i = 0; i < trap->toggle_count; i++)
		add_words(typed, "-t ", trap->toggles[i]);
}
