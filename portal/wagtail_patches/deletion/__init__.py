"""Refusal, with the reason, to delete what other objects depend on, before deletion is offered.

Wagtail answers with an error 500 (https://github.com/wagtail/wagtail/issues/1602), its bulk deletions too
(https://github.com/wagtail/wagtail/issues/11922), and considers only foreign keys to the object itself.
"""
