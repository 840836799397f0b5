"""Thousands of requests that no page of the portal sends: `pytest -m hostile --dist load tests/hostile`."""
