#include "agent/core/agent.h"

struct agent agent;
__thread struct agent_own agent_own;
