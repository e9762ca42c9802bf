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

static bool has_spot(const struct ledger *ledger, unsigned count, const struct blind_spot *spot)
{
	for (unsigned i = 0; i < count; i++) {
		if (is_same(&ledger->spots[i], spot))
			return true;
	}
	return false;
}

/* In a free run several may do so at once: a place is taken first, then filled. */
void ledger_note(struct ledger *ledger, const struct blind_spot *spot)
{
	uint32_t count = ledger_count(ledger);

	do {
		if (count >= LIMIT_BLIND_SPOTS || has_spot(ledger, count, spot))
			return;
	} while (!atomic_compare_exchange_weak(&ledger->count, &count, count + 1));
	ledger->spots[count] =
		count < LIMIT_BLIND_SPOTS - 1
			? *spot
			: (struct blind_spot){.what = UNSEEN_MORE, .step = spot->step};
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

/* What is read before it is filled, or never is as its process was killed, takes claims back. */
void ledger_clear(struct ledger *ledger)
{
	unsigned count = ledger_count(ledger);

	for (unsigned i = 0; i < count; i++)
		ledger->spots[i] = (struct blind_spot){.what = UNSEEN_MORE};
	atomic_store(&ledger->count, 0);
}
