"""Tests, in the folders of the packages they test; see docs/map.md."""
