"""Deep-tier supply chain finance on Ethereum.

>>> from headwater import connect, Deployment, Suite
>>> suite = Suite(connect("http://127.0.0.1:8545"), Deployment.load(Path("deployments/31337.json")))
>>> suite.obligation(1).status
<Status.OPEN: 0>
"""

from headwater._artifacts import Artifact, artifact, artifact_names
from headwater._batch import Batch, MerkleTree, acceptance_hash, sign_batch
from headwater._connection import connect
from headwater._days import date_of, day_of, start_of_day
from headwater._deploy import Programme, deploy
from headwater._deployment import Deployment
from headwater._errors import (
    AccountUnfunded,
    AddressRefused,
    AllowanceTooSmall,
    BalanceTooSmall,
    ChainError,
    ChainUnreachable,
    ChainUnsupported,
    DeploymentMismatch,
    DocumentRefused,
    HeadwaterError,
    KeyRefused,
    MoneyError,
    OfferMalformed,
    OfferVersionUnknown,
    TransactionFailed,
    TransactionPending,
)
from headwater._keys import account_from_environment, account_from_keystore, new_keystore
from headwater._money import Currency, currency, format_units, to_decimal, to_units
from headwater._offers import ALL, Advance, AdvanceAccount, Offer, Order, Owed, Part, Recourse, RecourseState
from headwater._pedigree import Pedigree, parse_label
from headwater._pricing import advance_down, interest_up, proceeds
from headwater._quotes import Quote, SignedOffer
from headwater._refusals import ContractRefused
from headwater._signing import Domain, digest, sign, struct_hash
from headwater._suite import Suite
from headwater._types import (
    Acceptance,
    Capacity,
    Exposure,
    Limits,
    Obligation,
    Payment,
    Proposal,
    Receivable,
    Registration,
    Role,
    Share,
    Standing,
    Status,
)
from headwater._views import Done

__all__ = [
    "ALL",
    "Acceptance",
    "AccountUnfunded",
    "AddressRefused",
    "Advance",
    "AdvanceAccount",
    "AllowanceTooSmall",
    "Artifact",
    "BalanceTooSmall",
    "Batch",
    "Capacity",
    "ChainError",
    "ChainUnreachable",
    "ChainUnsupported",
    "ContractRefused",
    "Currency",
    "Deployment",
    "DeploymentMismatch",
    "DocumentRefused",
    "Domain",
    "Done",
    "Exposure",
    "HeadwaterError",
    "KeyRefused",
    "Limits",
    "MerkleTree",
    "MoneyError",
    "Obligation",
    "Offer",
    "OfferMalformed",
    "OfferVersionUnknown",
    "Order",
    "Owed",
    "Part",
    "Payment",
    "Pedigree",
    "Programme",
    "Proposal",
    "Quote",
    "Receivable",
    "Recourse",
    "RecourseState",
    "Registration",
    "Role",
    "Share",
    "SignedOffer",
    "Standing",
    "Status",
    "Suite",
    "TransactionFailed",
    "TransactionPending",
    "acceptance_hash",
    "account_from_environment",
    "account_from_keystore",
    "advance_down",
    "artifact",
    "artifact_names",
    "connect",
    "currency",
    "date_of",
    "day_of",
    "deploy",
    "digest",
    "format_units",
    "interest_up",
    "new_keystore",
    "parse_label",
    "proceeds",
    "sign",
    "sign_batch",
    "start_of_day",
    "struct_hash",
    "to_decimal",
    "to_units",
]
