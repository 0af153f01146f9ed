from headwater import struct_hash
from tests.stage import astuple


class TestHashAcceptance:
    def test_it_should_be_the_struct_hash_that_is_signed(self, stage, issuance):
        terms = stage.terms(face=2**256 - 1, guarantor=stage.cast["financier"].address)
        message = stage.programme.suite.acceptance_message(terms)
        assert issuance.hashAcceptance(astuple(terms)) == "0x" + struct_hash(message).hex()
