"""A real LDAP server with the schema of persons, the little of Active Directory that matters, and TLS."""

import datetime
import ipaddress
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.signin.directory.ldap import library as ldap
from tests.parts.servers import free_port, program, wait_until

SUFFIX = "dc=exemple,dc=invalid"
MANAGER, MANAGER_PASSWORD = f"cn=manager,{SUFFIX}", "mot de passe du gestionnaire"
READER, READER_PASSWORD = f"cn=lecture,{SUFFIX}", "mot de passe de lecture"

Value = str | bytes
Attributes = dict[str, Value | Sequence[Value]]

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27
  EQUALITY integerMatch SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40
  EQUALITY octetStringMatch SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'adPerson' SUP top AUXILIARY MAY ( userAccountControl $ objectGUID ) )
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
allow bind_anon_cred
database mdb
maxsize 1073741824
suffix "{suffix}"
rootdn "{manager}"
rootpw "{manager_password}"
directory {folder}/data
index objectClass,entryUUID,objectGUID,mail,uid,member eq
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by anonymous auth by * none
"""


class Slapd:
    """Listens on `url` (StartTLS) and `tls_url`, until stopped; may be started again."""

    def __init__(self, folder: Path) -> None:
        assert ldap, "python-ldap is missing: python3 run.py ldap"
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        ports = free_port(), free_port()
        self.url, self.tls_url = f"ldap://127.0.0.1:{ports[0]}", f"ldaps://127.0.0.1:{ports[1]}"
        # The same server under a name that its certificate does not bear.
        self.misnamed_url = f"ldap://localhost:{ports[0]}"
        self.branches = 0
        (folder / "data").mkdir()
        make_certificates(folder)
        (folder / "slapd.conf").write_text(
            CONFIGURATION.format(
                folder=folder,
                suffix=SUFFIX,
                manager=MANAGER,
                manager_password=MANAGER_PASSWORD,
                reader=READER,
            )
        )
        self.start()
        with self.manage() as manager:
            manager.add(SUFFIX, ["dcObject", "organization"], {"dc": "exemple", "o": "Exemple"})
            manager.add(
                READER,
                ["organizationalRole", "simpleSecurityObject"],
                {"userPassword": READER_PASSWORD},
            )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                program("slapd"), "-d", "0", "-f", str(self.folder / "slapd.conf"),
                "-h", f"{self.url} {self.tls_url}",
            ]
        )  # fmt: skip
        wait_until(self._answers, "slapd")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    @contextmanager
    def manage(self) -> Iterator["Manager"]:
        """A connection that may change everything."""
        connection = ldap.initialize(self.url)
        try:
            connection.simple_bind_s(MANAGER, MANAGER_PASSWORD)
            yield Manager(connection)
        finally:
            connection.unbind_s()

    def new_branch(self) -> str:
        """An empty branch, for one test."""
        self.branches += 1
        branch = f"ou=branche-{self.branches},{SUFFIX}"
        with self.manage() as manager:
            manager.add(branch, "organizationalUnit")
        return branch

    def _answers(self) -> bool:
        try:
            with self.manage():
                pass
        except ldap.SERVER_DOWN as error:
            raise OSError(str(error)) from error
        return True


class Manager:
    """Changes entries, whose attributes are texts, bytes or lists of them."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def add(self, dn: str, classes: str | Sequence[str], attributes: Attributes | None = None) -> None:
        entry = {"objectClass": classes, **(attributes or {})}
        self.connection.add_s(dn, [(name, as_bytes(value)) for name, value in entry.items()])

    def replace(self, dn: str, attributes: Attributes) -> None:
        changes = [(ldap.MOD_REPLACE, name, as_bytes(value)) for name, value in attributes.items()]
        self.connection.modify_s(dn, changes)

    def rename(self, dn: str, name: str) -> None:
        self.connection.rename_s(dn, name)

    def remove(self, dn: str) -> None:
        self.connection.delete_s(dn)

    def identifiers(self, base: str) -> dict[str, str]:
        """The permanent identifier of each person below, by address."""
        found = self.connection.search_s(base, ldap.SCOPE_ONELEVEL, "(mail=*)", ["mail", "entryUUID"])
        return {values["mail"][0].decode(): values["entryUUID"][0].decode() for _dn, values in found}


def as_bytes(value: Value | Sequence[Value]) -> list[bytes]:
    values = [value] if isinstance(value, str | bytes) else value
    return [one.encode() if isinstance(one, str) else one for one in values]


def make_certificates(folder: Path) -> None:
    """An authority, and the certificate of 127.0.0.1 that it signs."""
    now = datetime.datetime.now(datetime.UTC)

    def certificate(
        name: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = (
        certificate("Autorité", authority_key, "Autorité", authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        certificate("127.0.0.1", key, "Autorité", authority_key)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "server.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
