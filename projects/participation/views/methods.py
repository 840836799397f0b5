"""What the views of participation share."""

from django.views.decorators.http import require_http_methods

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])
