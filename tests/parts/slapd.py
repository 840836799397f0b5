"""A real LDAP server with the schema of persons, the little of Active Directory that matters, and TLS."""

import datetime
import subprocess
from pathlib import Path

import ldap3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.parts.servers import free_port, program, wait_until

SUFFIX = "dc=exemple,dc=invalid"
MANAGER, MANAGER_PASSWORD = f"cn=manager,{SUFFIX}", "mot de passe du gestionnaire"
READER, READER_PASSWORD = f"cn=lecture,{SUFFIX}", "mot de passe de lecture"

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
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        ports = free_port(), free_port()
        self.url, self.tls_url = f"ldap://localhost:{ports[0]}", f"ldaps://localhost:{ports[1]}"
        # The same server under a name that its certificate does not bear.
        self.misnamed_url = f"ldap://127.0.0.1:{ports[0]}"
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

    def manage(self) -> ldap3.Connection:
        """A connection that may change everything."""
        return ldap3.Connection(
            ldap3.Server(self.url, get_info=ldap3.NONE),
            MANAGER,
            MANAGER_PASSWORD,
            auto_bind=True,
            raise_exceptions=True,
        )

    def new_branch(self) -> str:
        """An empty branch, for one test."""
        self.branches += 1
        branch = f"ou=branche-{self.branches},{SUFFIX}"
        with self.manage() as manager:
            manager.add(branch, "organizationalUnit")
        return branch

    def _answers(self) -> bool:
        try:
            self.manage().unbind()
        except ldap3.core.exceptions.LDAPExceptionError as error:
            raise OSError(str(error)) from error
        return True


def make_certificates(folder: Path) -> None:
    """An authority, and the certificate of localhost that it signs."""
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
        certificate("localhost", key, "Autorité", authority_key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "server.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
