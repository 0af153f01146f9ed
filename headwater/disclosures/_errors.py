"""What is refused of commitments and disclosures, as one tree.

HeadwaterError
└── DisclosureRefused
    ├── SecretRefused, FieldRefused, FieldUnknown
    ├── OpeningMalformed ── OpeningVersionUnknown   field, value
    ├── BundleMalformed ── BundleVersionUnknown     field, value
    ├── ProofRefused, SignatureRefused, BundleExpired, AudienceRefused
    ├── LedgerMismatch, ObligationUnknown, RootMismatch, ReceivableUnrelated, MakerUnrelated
    └── LinkUnknown

A message names a path at most, never a value that stands there, a salt or a secret.
"""

from __future__ import annotations

from headwater._errors import HeadwaterError, TextMalformed


class DisclosureRefused(HeadwaterError):
    """Fields that cannot be committed or shown, or a bundle that shows nothing to be relied on."""


class SecretRefused(DisclosureRefused):
    """A document's secret has not 32 bytes."""


class FieldRefused(DisclosureRefused):
    """A field that cannot be committed: its path is empty, taken or malformed, or it is no text."""


class FieldUnknown(DisclosureRefused):
    """A field that is to be shown is not in the document."""


class OpeningMalformed(DisclosureRefused, TextMalformed):
    """A text that is no opening of a commitment; `value` never shows what stood there."""


class OpeningVersionUnknown(OpeningMalformed):
    """An opening as another version of the package writes it."""


class BundleMalformed(DisclosureRefused, TextMalformed):
    """A text that is no bundle, or terms that no bundle can have."""


class BundleVersionUnknown(BundleMalformed):
    """A bundle as another version of the package writes it."""


class ProofRefused(DisclosureRefused):
    """The fields shown do not lead to the bundle's root."""


class SignatureRefused(DisclosureRefused):
    """The bundle is not signed by its maker."""


class BundleExpired(DisclosureRefused):
    """The last day of the bundle has passed."""


class AudienceRefused(DisclosureRefused):
    """The bundle was made for another reader."""


class LedgerMismatch(DisclosureRefused):
    """The bundle is about another ledger or another chain."""


class ObligationUnknown(DisclosureRefused):
    """The ledger has no such obligation."""


class RootMismatch(DisclosureRefused):
    """The obligation stands on other documents than the bundle shows."""


class ReceivableUnrelated(DisclosureRefused):
    """The receivable does not descend from the obligation, or does not exist."""


class MakerUnrelated(DisclosureRefused):
    """The bundle's maker has no part in the receivable: whoever was shown fields could sign them again."""


class LinkUnknown(DisclosureRefused):
    """A second bundle is of no document that the first one shows a link to."""
