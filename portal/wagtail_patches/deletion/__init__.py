"""Deleting what other things depend on is refused, with the reason, before it is offered.

Wagtail answers with an error 500 (https://github.com/wagtail/wagtail/issues/1602), its bulk deletions too
(https://github.com/wagtail/wagtail/issues/11922), and knows of foreign keys to the object alone.
"""
