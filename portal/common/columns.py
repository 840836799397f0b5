"""Columns of the administration's lists that write their numbers as the pages do."""

from typing import Any

from wagtail.admin.ui.tables import Column

from .display import format_money, format_number


class NumberColumn(Column):
    """A column of numbers: "1 650,5"."""

    write = staticmethod(format_number)

    def get_value(self, instance: Any) -> str | None:
        value = super().get_value(instance)
        return None if value is None else self.write(value)


class MoneyColumn(NumberColumn):
    """A column of euros: "1 650,50 €"."""

    write = staticmethod(format_money)
