from django.http import HttpRequest

from portal.common.access import denied_paths


def denied_prefixes(request: HttpRequest) -> tuple[str, ...]:
    return tuple(denied_paths(request))
