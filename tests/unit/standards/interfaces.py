"""The interfaces of the standards, as their texts give them: every function, and the most it may do to the chain."""

import base64
import json

from eth_utils import keccak

ERC165 = {"supportsInterface(bytes4)": "view"}

ERC721 = {
    "balanceOf(address)": "view",
    "ownerOf(uint256)": "view",
    "safeTransferFrom(address,address,uint256,bytes)": "payable",
    "safeTransferFrom(address,address,uint256)": "payable",
    "transferFrom(address,address,uint256)": "payable",
    "approve(address,uint256)": "payable",
    "setApprovalForAll(address,bool)": "nonpayable",
    "getApproved(uint256)": "view",
    "isApprovedForAll(address,address)": "view",
}

ERC721_METADATA = {"name()": "view", "symbol()": "view", "tokenURI(uint256)": "view"}

ERC3525 = {
    "valueDecimals()": "view",
    "balanceOf(uint256)": "view",
    "slotOf(uint256)": "view",
    "approve(uint256,address,uint256)": "payable",
    "allowance(uint256,address)": "view",
    "transferFrom(uint256,uint256,uint256)": "payable",
    "transferFrom(uint256,address,uint256)": "payable",
}

ERC3525_METADATA = {"contractURI()": "view", "slotURI(uint256)": "view"}

SPOKEN = {
    "0x01ffc9a7": ERC165,
    "0x80ac58cd": ERC721,
    "0x5b5e139f": ERC721_METADATA,
    "0xd5358140": ERC3525,
    "0xe1600902": ERC3525_METADATA,
}
"""The interfaces that the ledger speaks, by the identifiers that the texts give them."""

STRONGER = ["payable", "nonpayable", "view", "pure"]
"""The guarantees of ERC-721, from weak to strong."""


def selector(function):
    """Give the first four bytes of a function's hash."""
    return keccak(text=function)[:4]


def identifier(functions):
    """Give an interface's identifier: its selectors, all by exclusive or."""
    together = 0
    for function in functions:
        together ^= int.from_bytes(selector(function))
    return f"0x{together:08x}"


def keeps(given, asked):
    """Tell whether a guarantee is at least as strong as the one asked for."""
    return STRONGER.index(given) >= STRONGER.index(asked)


def content(uri):
    """Give what a data URI of JSON holds, read strictly."""
    header, data = uri.split(",")
    assert header == "data:application/json;base64"
    return json.loads(base64.b64decode(data, validate=True))
