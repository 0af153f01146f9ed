"""The forms in which a signature can be written, and the answers of contracts that are asked for theirs."""

ORDER_OF_CURVE = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
WRONG = "0x12345678"


def other_half(signature):
    """Give the second signature by the same key that anybody can make of one: its s in the upper half."""
    upper = ORDER_OF_CURVE - int.from_bytes(signature[32:64])
    return signature[:32] + upper.to_bytes(32) + bytes([55 - signature[64]])


def compact(signature):
    """Give a signature in 64 bytes, as ERC-2098 writes it."""
    parity = (signature[64] - 27) << 255
    return signature[:32] + (int.from_bytes(signature[32:64]) | parity).to_bytes(32)


FORMS = {
    "its s in the upper half": other_half,
    "v of 0 or 1": lambda signature: signature[:64] + bytes([signature[64] - 27]),
    "the other v": lambda signature: signature[:64] + bytes([55 - signature[64]]),
    "v of 29": lambda signature: signature[:64] + b"\x1d",
    "64 bytes": compact,
    "66 bytes": lambda signature: signature + b"\0",
    "64 bytes without v": lambda signature: signature[:64],
    "empty": lambda _: b"",
    "65 zeros": lambda _: bytes(65),
    "r and s of zero": lambda _: bytes(64) + b"\x1b",
}
"""Other forms of a signature. None counts."""

NOBODYS = [b"", b"\1", bytes(65), bytes(64) + b"\x1b", b"\xff" * 65]
"""What could be shown as a signature of the zero address."""

# Contracts of a few bytes, which nobody wrote in Solidity, and what they do when they are asked.
YES = "631626ba7e60e01b5f52"  # writes the right answer down
SAYS_YES = "0x" + YES + "60205ff3"  # and gives a word of 32 bytes
SAYS_YES_AT_LENGTH = "0x" + YES + "6207a1205ff3"  # and gives it with 500 000 bytes
ANSWERS = {
    "a wrong one": "0x6312345678" + "60e01b5f5260205ff3",
    "a yes as others say it": "0x60015f5260205ff3",
    "one of 4 bytes": "0x" + YES + "60045ff3",
    "one of 31 bytes": "0x" + YES + "601f5ff3",
    "the right one with more behind it in the word": "0x" + YES + "6001601f5360205ff3",
    "500 000 bytes of nothing": "0x6207a1205ff3",
    "a refusal": "0x5f5ffd",
    "a refusal of 500 000 bytes": "0x6207a1205ffd",
    "none, and all gas is gone": "0xfe",
    "none, round and round": "0x5b5f56",
    "one that writes first": "0x60015f55" + YES + "60205ff3",
    "none at all": "0x00",
    "that it has no code": "0x",
}
"""Answers that are no signature."""
