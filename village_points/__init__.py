"""Village service points: clerks, cash, pick-up. May call logistics and market."""
