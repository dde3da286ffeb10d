"""The schema of clerks at village points."""
