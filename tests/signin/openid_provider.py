"""An OpenID provider on loopback that answers whatever a test asks, honest until told otherwise."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "portail", "un secret partagé avec le fournisseur"
KEY = RSAKey.generate_key(2048, {"kid": "cle-1", "use": "sig", "alg": "RS256"})
NEXT_KEY = ECKey.generate_key("P-256", {"kid": "cle-2", "use": "sig", "alg": "ES256"})
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "cle-1"})
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Claims = dict[str, Any]


def sign(claims: Claims, key: Any = KEY, **header: Any) -> str:
    """A signed token; `header` replaces parts of its header."""
    full = {"alg": "RS256", "typ": "JWT", "kid": key.kid, **header}
    full = {name: value for name, value in full.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[full["alg"]], strict_check_header=False)
    return jwt.encode(full, claims, key, registry=registry, default_type=None)


def part(value: object) -> str:
    """A part of a token: JSON, or bytes as they are, in unpadded base64."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def half_hash(value: str) -> str:
    """at_hash of an access token, for SHA-256."""
    return part(hashlib.sha256(value.encode()).digest()[:16])


class OpenIDProvider:
    """Its state is plain attributes that a test changes before the browser comes."""

    def __init__(self) -> None:
        self.keys: list[Any] = [KEY]
        self.subject = "agent-1"
        self.userinfo: Claims = {
            "email": "camille@exemple.invalid",
            "given_name": "Camille",
            "usual_name": "Numéro1",
            "siret": "21410018800019",
            "organizational_unit": "Voirie",
            "groups": ["Com", "Tous"],
        }
        self.sid = "session-1"
        self.announces_issuer = True
        self.signs_userinfo = False
        self.is_down = False
        self.hangs_up = False  # in the middle of each answer
        # What a test may forge: the claims, then the token, then the answers as a whole.
        self.change_claims: Callable[[Claims], Claims] = lambda claims: claims
        self.make_token: Callable[[Claims], str] = sign
        self.change_answer: Callable[[dict[str, str]], dict[str, str]] = lambda answer: answer
        self.make_userinfo: Callable[[Claims], tuple[str, str]] | None = None
        self.change_document: Callable[[Claims], Claims] = lambda document: document
        self.asked: list[str] = []  # the paths that the portal asked for
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._get(self)

            def do_POST(self) -> None:
                provider._post(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def authorise(self, address: str) -> str:
        """What a browser sent to `address` is sent back to, once the person has signed in."""
        request = dict(parse_qsl(urlsplit(address).query))
        assert request["response_type"] == "code"
        assert request["client_id"] == CLIENT_ID
        assert request["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = request
        answer = {"code": code, "state": request["state"]}
        if self.announces_issuer:
            answer["iss"] = self.issuer
        return f"{request['redirect_uri']}?{urlencode(self.change_answer(answer))}"

    def logout_token(self, **changes: Any) -> Claims:
        """The claims of an honest logout token; None takes a claim away."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": f"jti-{time.time_ns()}",
            "sub": self.subject,
            "sid": self.sid,
            "events": {LOGOUT_EVENT: {}},
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path
        self.asked.append(path)
        if self.is_down:
            self._answer(handler, 503, "text/plain", "down")
        elif path == "/.well-known/openid-configuration":
            self._answer(handler, 200, "application/json", json.dumps(self.change_document(self._document())))
        elif path == "/jwks":
            keys = [key.as_dict(private=False) for key in self.keys]
            self._answer(handler, 200, "application/json", json.dumps({"keys": keys}))
        elif path == "/authorize":
            handler.send_response(302)
            handler.send_header("Location", self.authorise(handler.path))
            handler.end_headers()
        elif path == "/end":
            query = dict(parse_qsl(urlsplit(handler.path).query))
            assert query["id_token_hint"]
            handler.send_response(302)
            handler.send_header("Location", f"{query['post_logout_redirect_uri']}?state={query['state']}")
            handler.end_headers()
        elif path == "/userinfo":
            subject = self._tokens[handler.headers["Authorization"].removeprefix("Bearer ")]
            claims = {"sub": subject, **self.userinfo}
            if self.make_userinfo:
                self._answer(handler, 200, *self.make_userinfo(claims))
            elif self.signs_userinfo:
                claims |= {"iss": self.issuer, "aud": CLIENT_ID}
                self._answer(handler, 200, "application/jwt", sign(claims))
            else:
                self._answer(handler, 200, "application/json", json.dumps(claims))
        else:
            self._answer(handler, 404, "text/plain", "")

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        request = self._codes.pop(form.get("code", ""), None)
        challenge = part(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if self.is_down:
            self._answer(handler, 503, "text/plain", "down")
        elif request is None or challenge != request["code_challenge"]:
            self._answer(handler, 400, "application/json", json.dumps({"error": "invalid_grant"}))
        else:
            access_token = f"jeton-{len(self._tokens)}"
            self._tokens[access_token] = self.subject
            now = int(time.time())
            claims = self.change_claims(
                {
                    "iss": self.issuer,
                    "sub": self.subject,
                    "aud": CLIENT_ID,
                    "iat": now,
                    "exp": now + 300,
                    "nonce": request["nonce"],
                    "at_hash": half_hash(access_token),
                    "sid": self.sid,
                }
            )
            answer = {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.make_token(claims),
            }
            self._answer(handler, 200, "application/json", json.dumps(answer))

    def _document(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": self.announces_issuer,
        }

    def _answer(self, handler: BaseHTTPRequestHandler, status: int, kind: str, body: str) -> None:
        raw = body.encode()
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw[: len(raw) // 2] if self.hangs_up else raw)
