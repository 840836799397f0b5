"""The nonce of scripts, for templates that are rendered without the request."""

from django import template

from ..middleware import script_nonce

register = template.Library()
register.simple_tag(script_nonce)
