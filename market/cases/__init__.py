"""What waits for a decision of the county: queues with clocks, reasons and a second person.

A case says only that something waits, until when, and how it ended. What the decision does is the
business of the module that opened the case. Calls accounts; owns no goods, rights or sellers.
"""
