/*
 * Whether there is anybody else: what nobody else can notice is no step.
 */
#ifndef IPCSTAGE_AGENT_CORE_COMPANY_H
#define IPCSTAGE_AGENT_CORE_COMPANY_H

#include "agent/core/agent.h"

/* Whether another living process can reach the object; whether there is another one at all. */
bool agent_visible(unsigned object);
bool agent_has_company(void);

/*
 * This process can reach the object from now on. Whoever has come to wait there as the only one
 * who could is waiting before a step.
 */
void agent_add_holder(unsigned object);

/* Whether this process has other threads. */
bool agent_has_threads(void);

#endif
