"""People who sign in, customers who buy, and the actors that services ask for."""
