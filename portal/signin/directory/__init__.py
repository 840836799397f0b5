"""Sign-in through the organisation's directory: OpenID Connect, and LDAP or Active Directory."""

import warnings

# ldap3 2.9 reads names that pyasn1 0.6 still has but deprecates; nothing of ours can change that.
warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"ldap3\.utils\.asn1")
