"""Cash over the counter: the clerk's word is the payment, nobody outside is asked."""
