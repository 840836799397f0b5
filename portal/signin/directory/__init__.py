"""Signing in through the organisation's directory: OpenID Connect, and LDAP or Active Directory."""
