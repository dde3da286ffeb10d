"""Service points, their hours and clerks."""
