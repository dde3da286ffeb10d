"""Use cases at the counter that touch several modules. No models."""
