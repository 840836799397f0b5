"""Fields that several forms of participation have."""

from portal.common.forms import PlainTextField

__all__ = ["PlainTextField"]
