"""Trade documents as commitments: the chain keeps a root, and whoever has the document shows of it what it must.

>>> from headwater.disclosures import commit, new_document_secret
>>> fields = [("number", "2026-0815"), ("totals/payable", "443191.74")]
>>> commitment = commit(fields, new_document_secret())
>>> commitment.value("number"), len(commitment.proof("number"))
('2026-0815', 1)

`disclose` shows fields in a signed bundle, by paths, patterns or a profile; `verify` holds a bundle against the chain.
"""

from headwater.disclosures._bundle import VERSION, Bundle, Disclosed, ShownField, Subject, disclose
from headwater.disclosures._commitment import Commitment, commit, field_leaf, new_document_secret
from headwater.disclosures._errors import (
    AudienceRefused,
    BundleExpired,
    BundleMalformed,
    BundleVersionUnknown,
    DisclosureRefused,
    FieldRefused,
    FieldUnknown,
    LedgerMismatch,
    LinkUnknown,
    MakerUnrelated,
    ObligationUnknown,
    OpeningMalformed,
    OpeningVersionUnknown,
    ProofRefused,
    ReceivableUnrelated,
    RootMismatch,
    SecretRefused,
    SignatureRefused,
)
from headwater.disclosures._fields import LinkKind, link
from headwater.disclosures._opening import Opening
from headwater.disclosures._profiles import CUSTOMS, FINANCIER, PROFILES, SUPERVISOR, Profile
from headwater.disclosures._verify import Linked, Relation, Verified, subject, verify

__all__ = [
    "CUSTOMS",
    "FINANCIER",
    "PROFILES",
    "SUPERVISOR",
    "VERSION",
    "AudienceRefused",
    "Bundle",
    "BundleExpired",
    "BundleMalformed",
    "BundleVersionUnknown",
    "Commitment",
    "Disclosed",
    "DisclosureRefused",
    "FieldRefused",
    "FieldUnknown",
    "LedgerMismatch",
    "LinkKind",
    "LinkUnknown",
    "Linked",
    "MakerUnrelated",
    "ObligationUnknown",
    "Opening",
    "OpeningMalformed",
    "OpeningVersionUnknown",
    "Profile",
    "ProofRefused",
    "ReceivableUnrelated",
    "Relation",
    "RootMismatch",
    "SecretRefused",
    "ShownField",
    "SignatureRefused",
    "Subject",
    "Verified",
    "commit",
    "disclose",
    "field_leaf",
    "link",
    "new_document_secret",
    "subject",
    "verify",
]
