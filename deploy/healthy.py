"""Ask the portal of this container whether it lives. Exit with 1 if it does not."""

import http.client
import os
import sys

headers = {"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip(), "X-Forwarded-Proto": "https"}
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/sante/", headers=headers)
sys.exit(connection.getresponse().status != http.client.OK)
