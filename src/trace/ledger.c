#include "trace/ledger.h"

static bool is_same(const struct blind_spot *a, const struct blind_spot *b)
{
	return a->what == b->what && a->detail == b->detail && a->where == b->where;
}

unsigned ledger_count(const struct ledger *ledger)
{
	uint32_t count = atomic_load_explicit(&ledger->count, memory_order_acquire);

	return count < LIMIT_BLIND_SPOTS ? count : LIMIT_BLIND_SPOTS;
}

void ledger_note(struct ledger *ledger, const struct blind_spot *spot)
{
	unsigned count = ledger_count(ledger);
	struct blind_spot added = *spot;

	for (unsigned i = 0; i < count; i++) {
		if (is_same(&ledger->spots[i], spot))
			return;
	}
	if (count == LIMIT_BLIND_SPOTS)
		return;
	if (count == LIMIT_BLIND_SPOTS - 1)
		added = (struct blind_spot){.what = UNSEEN_MORE, .step = spot->step};
	ledger->spots[count] = added;
	atomic_store_explicit(&ledger->count, count + 1, memory_order_release);
}

bool ledger_has(const struct ledger *ledger, enum unseen what)
{
	unsigned count = ledger_count(ledger);

	for (unsigned i = 0; i < count; i++) {
		if (ledger->spots[i].what == what)
			return true;
	}
	return false;
}

bool ledger_is_blind(const struct ledger *ledger)
{
	unsigned count = ledger_count(ledger);

	for (unsigned i = 0; i < count; i++) {
		if (ledger->spots[i].what != UNSEEN_PRIVATE)
			return true;
	}
	return false;
}

void ledger_merge(struct ledger *into, const struct ledger *from)
{
	unsigned count = ledger_count(from);

	for (unsigned i = 0; i < count; i++)
		ledger_note(into, &from->spots[i]);
}

void ledger_clear(struct ledger *ledger)
{
	atomic_store(&ledger->count, 0);
}
