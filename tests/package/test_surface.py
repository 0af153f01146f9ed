"""What can be called from outside that changes something: these functions and no others."""

import re

import pytest

from _anvil import ROOT
from headwater import artifact
from headwater._agreements import CONDITIONS

CHANGES = {
    "Receivables": """
        acceptProposal acceptProposalFor approve approve cancel claim claimMany declineProposal forcedTransfer
        forcedTransferFor open pay payAsGuarantor payMany propose recover safeTransferFrom safeTransferFrom
        setApprovalForAll setAuthority setCap setFrozenTokens setFrozenTokensFor setStopped split
        transferFrom transferFrom transferFrom withdrawCredit withdrawProposal""",
    "Issuance": """
        freezeObligation issue issueFromBatch liftBar liftHold placeHold recordDefault revokeAcceptance setAuthority
        setCap setCurrency setLimits""",
    "Participants": """
        bind publishEncryptionKey register registerMany revoke setAuthority setFrozen setStandingAcceptance
        setStandingReader""",
    "CreditNotes": "issueCreditNote payClaim waiveClaim",
    "DiscountMarket": """
        cancel cancelAll demandRecourse dismissDemand endRecourse meetRecourse multicall replenish sell sellFor sellMany
        usePermit withdrawCredit withdrawDemand""",
    "Factoring": "collect demand multicall open release repay revoke usePermit withdrawCredit",
    "ConditionalEscrow": """
        amend barKinds begin collect dispute fund lapse multicall release revoke rule ruleBySilence setAuthority setKind
        usePermit withdraw""",
    **dict.fromkeys(CONDITIONS, ""),
    "InvoiceRegistry": "record setAuthority setLedger",
    "ReceivableDescriptor": "",
}
CHAPTERS = (
    "Receivables",
    "Tokens",
    "ValueTokens",
    "Circulation",
    "Arrears",
    "Settlement",
    "Supervision",
    "ReceivablesBase",
    "Credits",
)
OF_ROLES = ("Receivables", "Supervision")
"""Which of them know the access manager: the whole is put under it, and one chapter has the functions of roles."""

POWERS = re.compile(r"\b(AccessManaged|AccessManager|Ownable|restricted|onlyOwner|delegatecall|selfdestruct)\b")


def parents(text):
    """What a contract inherits, by name."""
    (named,) = re.findall(r"^(?:abstract )?contract \w+ is ([^{]+) \{", text, re.MULTILINE)
    return set(named.split(", "))


class TestSurface:
    @pytest.mark.parametrize("name", CHANGES)
    def test_nothing_else_changes_anything(self, name):
        found = [e["name"] for e in artifact(name).abi if e.get("stateMutability") == "nonpayable" and "name" in e]
        assert sorted(found) == sorted(CHANGES[name].split())

    @pytest.mark.parametrize("name", CHANGES)
    def test_nothing_takes_ether_or_answers_to_every_name(self, name):
        kinds = {(entry["type"], entry.get("stateMutability")) for entry in artifact(name).abi}
        assert not [kind for kind, how in kinds if kind in ("fallback", "receive") or how == "payable"]

    def test_one_chapter_of_the_ledger_has_functions_of_roles(self):
        """Rule A5: nothing else that the ledger is made of knows a role, an owner or code of others."""
        sources = {name: next((ROOT / "contracts").rglob(f"{name}.sol")) for name in CHAPTERS}
        texts = {name: source.read_text("utf-8") for name, source in sources.items()}
        assert tuple(name for name, text in texts.items() if POWERS.search(text)) == OF_ROLES
        assert "restricted" not in texts["Receivables"]
        inherited = set().union(*map(parents, texts.values())) - set(CHAPTERS)
        assert inherited == {
            "EIP712",
            "ICredits",
            "ReentrancyGuardTransient",
            "AccessManaged",
            "ISupervision",
            "IReceivables",
            "IERC721Metadata",
            "IERC3525",
            "IERC3525Metadata",
        }
