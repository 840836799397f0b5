"""What each role gets from an address, in the words of the table."""

from django.http import HttpResponseBase

from .addresses import Address
from .world import World, rolled_back

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


def measure(world: World, address: Address, role: str) -> dict[str, str]:
    """The answer to each method. Nothing is sent but the address: the right is seen, not the form."""
    url = address.url(world, role)
    answers = {}
    for method in METHODS:
        with rolled_back():
            response = world.client(role).generic(method, url, content_type=CONTENT_TYPES[method])
            answers[method] = cell(response)
            response.close()
    return answers


CONTENT_TYPES = dict.fromkeys(METHODS, "application/x-www-form-urlencoded")


def cell(response: HttpResponseBase) -> str:
    """The status, or where a person without the right is sent.

    sign-in: to the sign-in page. refused: out of the administration, or to its home page, which says why.
    """
    status = response.status_code
    if status != 302:
        return str(status)
    target = response.headers["Location"]
    if target.startswith("/connexion/?next="):
        return "sign-in"
    if target.startswith("/gestion/refus/") or target == "/gestion/":
        return "refused"
    return "302"
