"""How to sign in to the demonstration. Known to all: it listens on loopback and holds invented people."""

PASSWORD = "demonstration-2018"  # noqa: S105
