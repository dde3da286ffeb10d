"""The shopper's cart and its way to orders.placing."""
