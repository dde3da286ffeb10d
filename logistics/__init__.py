"""How goods travel: the network, carriers, parcels. May call market."""
