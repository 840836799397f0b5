"""What apps above accounts add to the one query that loads the signed-in agent.

A page that shows it, such as the header, then costs no query of its own.
"""

from collections.abc import Callable

from django.db.models.expressions import BaseExpression

Expression = Callable[[], BaseExpression]

_annotations: dict[str, Expression] = {}


def annotate_agents(**expressions: Expression) -> None:
    """Give the signed-in agent these attributes; each expression is made once models are loaded."""
    _annotations.update(expressions)


def agent_annotations() -> dict[str, BaseExpression]:
    return {name: expression() for name, expression in _annotations.items()}
