"""Which tables a query looks through whole, as the database plans it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import connection

# An alias that Django gives to a table in a query: "comments_comment" U0.
ALIAS = re.compile(r'"(\w+)" (?:AS )?"?([A-Z]+\d+)"?\b')


def scanned(sql: str) -> set[str]:
    """The tables of which each row, or each entry of an index, is read.

    An index that is read in its order until there are enough rows for a LIMIT is not read whole.
    """
    return _postgresql(sql) if connection.vendor == "postgresql" else _sqlite(sql)


def _sqlite(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    tables = {alias: table for table, alias in ALIAS.findall(sql)}
    stops = " LIMIT " in sql and not any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
    found = set()
    for step in steps:
        name = re.match(r"SCAN (\w+)", step)
        if name and not (stops and "USING" in step):
            found.add(tables.get(name[1], name[1]))
    return found


def _postgresql(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        # A few thousand rows are soon read: only what has no index is then looked through.
        for way in ("seqscan", "mergejoin", "hashjoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}".replace("%", "%%"))
        [[plan]] = cursor.fetchall()
        for way in ("seqscan", "mergejoin", "hashjoin"):
            cursor.execute(f"SET LOCAL enable_{way} = on")
    read = json.loads(plan) if isinstance(plan, str) else plan
    return set(_whole(read[0]["Plan"], stops=False))


def _whole(node: dict[str, Any], *, stops: bool) -> Iterator[str]:
    """Yield the tables that a node of a plan reads whole. `stops` if a LIMIT above it stops the reading."""
    kind = node["Node Type"]
    if kind == "Seq Scan" and not (stops and "Filter" not in node):
        yield node["Relation Name"]
    if kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node and not stops:
        yield node["Relation Name"]
    stops = kind == "Limit" or (stops and kind not in ("Sort", "Aggregate", "Hash", "Materialize"))
    for child in node.get("Plans", ()):
        yield from _whole(child, stops=stops)
