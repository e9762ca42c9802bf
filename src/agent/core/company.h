/*
 * Whether there is anybody else: what nobody else can notice is no step.
 */
#ifndef IPCSTAGE_AGENT_CORE_COMPANY_H
#define IPCSTAGE_AGENT_CORE_COMPANY_H

#include "agent/core/agent.h"

/* Whether another living process can reach the object; whether there is another one at all. */
bool agent_visible(unsigned object);
bool agent_has_company(void);

/* Whether this process has other threads. */
bool agent_has_threads(void);

#endif
