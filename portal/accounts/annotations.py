"""Annotations that other apps add to the query that loads the signed-in agent.

A page that shows such a value, in its header for example, needs no query of its own.
"""

from collections.abc import Callable

from django.db.models.expressions import BaseExpression

Expression = Callable[[], BaseExpression]

_annotations: dict[str, Expression] = {}


def annotate_agents(**expressions: Expression) -> None:
    """Add these attributes to the signed-in agent. Each expression is built after all models are loaded."""
    _annotations.update(expressions)


def agent_annotations() -> dict[str, BaseExpression]:
    """Return the expressions to annotate an agent with, by attribute."""
    return {name: expression() for name, expression in _annotations.items()}
