#include "tui/screen_stack.h"

#include <assert.h>

const struct screen *screen_stack_top(const struct screen_stack *stack)
{
	assert(stack->depth > 0);
	return &stack->list[stack->depth - 1];
}

void screen_stack_push(struct screen_stack *stack, struct screen screen)
{
	assert(stack->depth < SCREENS_DEEP);
	stack->list[stack->depth++] = screen;
}

int screen_stack_open(struct screen_stack *stack, const struct screen_type *type,
		      const struct surroundings *around, struct error *error)
{
	struct screen screen = {.type = type};

	if (stack->depth == SCREENS_DEEP)
		return error_set(error, "too many screens are open");
	screen.state = type->open(around, stack->depth ? screen_stack_top(stack) : NULL, error);
	if (!screen.state)
		return -1;
	screen_stack_push(stack, screen);
	return 0;
}

void screen_stack_pop(struct screen_stack *stack)
{
	const struct screen *top = screen_stack_top(stack);

	/* It may still tell the one beneath what has come out. */
	top->type->close(top->state);
	stack->depth--;
}
