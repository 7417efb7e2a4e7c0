"""Ways out of the hub for a message. No channel keeps anything: what was sent is the outbox's to know."""
