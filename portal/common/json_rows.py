"""Related rows as one JSON column: a list shows tags and organisations without more queries."""

from typing import Any

from django.db.models import Aggregate, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JSONArrayAgg(Aggregate):
    """Aggregate the values of a group as a JSON array, on SQLite and PostgreSQL."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def json_rows(rows: QuerySet[Any], outer: str, **fields: str) -> Subquery:
    """Return an annotation: the `rows` whose field `outer` is the outer row's key, as a list of objects.

    `fields` maps each key of an object to a field of `rows`. The value is None if there is no row.
    """
    matching = rows.filter(**{outer: OuterRef("pk")}).order_by().values(outer)
    return Subquery(matching.annotate(rows=JSONArrayAgg(JSONObject(**fields))).values("rows"))
