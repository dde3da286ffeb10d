"""The register of rights (GI, one village one product), and who may claim one.

Promises: `rules.may_claim` is the only source of a badge; a change by people takes two of them
(`proposals`), a file of many is one change (`importing`), and every change keeps who, when, why and
the paper behind it (`RightChange`, append-only). Calls cases, media, places, accounts.
"""
