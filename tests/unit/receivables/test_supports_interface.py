import pytest
from eth_utils import keccak

ERC165, ERC721, ERC721_METADATA = "0x01ffc9a7", "0x80ac58cd", "0x5b5e139f"
ERC3525, ERC3525_METADATA, ERC3525_RECEIVER = "0xd5358140", "0xe1600902", "0x009ce20b"
SPOKEN = [ERC165, ERC721, ERC721_METADATA, ERC3525, ERC3525_METADATA]

FUNCTIONS = {
    ERC3525: [
        "valueDecimals()",
        "balanceOf(uint256)",
        "slotOf(uint256)",
        "approve(uint256,address,uint256)",
        "allowance(uint256,address)",
        "transferFrom(uint256,uint256,uint256)",
        "transferFrom(uint256,address,uint256)",
    ],
    ERC3525_METADATA: ["contractURI()", "slotURI(uint256)"],
    ERC3525_RECEIVER: ["onERC3525Received(address,uint256,uint256,uint256,bytes)"],
}


class TestSupportsInterface:
    @pytest.mark.parametrize("standard", SPOKEN)
    def test_it_should_speak_the_standard(self, receivables, standard):
        assert receivables.supportsInterface(standard)

    @pytest.mark.parametrize("other", ["0xffffffff", "0x00000000", "0x780e9d63", ERC3525_RECEIVER])
    def test_it_should_deny_what_it_does_not_speak(self, receivables, other):
        assert not receivables.supportsInterface(other)

    @pytest.mark.parametrize("standard", FUNCTIONS)
    def test_it_should_have_the_id_of_its_functions(self, standard):
        selectors = [int.from_bytes(keccak(text=function)[:4]) for function in FUNCTIONS[standard]]
        together = 0
        for selector in selectors:
            together ^= selector
        assert f"0x{together:08x}" == standard

    @pytest.mark.parametrize("standard", [ERC3525, ERC3525_METADATA])
    def test_it_should_have_every_function(self, receivables, standard):
        selectors = {"0x" + keccak(text=function)[:4].hex() for function in FUNCTIONS[standard]}
        assert selectors <= set(receivables.selectors)
