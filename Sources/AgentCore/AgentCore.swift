// The agent.
