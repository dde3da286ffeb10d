"""Nodes (depot, town stations, points), links and their timetable; route planning."""
