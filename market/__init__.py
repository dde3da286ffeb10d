"""The marketplace and its small kernel. Calls none of the other packages."""
