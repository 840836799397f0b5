"""Faults while agents write: what is lost, doubled, untold or failed, and how soon it recovers.

`python -m bench.drill [FAULT…]` runs `run.py serve` on PostgreSQL, Redis and an SMTP server, all real, and
prints the table of docs/exploitation.md.
"""
