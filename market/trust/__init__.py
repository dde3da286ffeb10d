"""What people say of goods, and what a seller's own record says.

Owns reviews, questions, replies, reports and the daily integrity card. Promises: a review is
written by the buyer of that line, nothing is ever deleted, nothing on a card is typed. Calls
orders, stock, batches, catalogue, merchants, media, notices and cases.
"""
