"""Set-up, servers, the demo and the checks themselves."""
