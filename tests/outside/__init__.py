"""The product against the outside: real programs, or the local gateways that keep their rules."""
