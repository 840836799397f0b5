"""Credentials of the demonstration. They are public: it listens on loopback and holds invented people."""

PASSWORD = "demonstration-2018"  # noqa: S105
