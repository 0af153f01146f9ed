"""An opening is read as it was written; what is none is refused without a word of what stands in it."""

import json

import pytest

from headwater import KeyRefused
from headwater.disclosures import Opening, OpeningMalformed, OpeningVersionUnknown

SECRET = "5e" * 32
OPENING = Opening((("number", "a confidential number"),), bytes.fromhex(SECRET))
SAID = json.loads(OPENING.as_json())


def test_what_was_written_is_read_back():
    assert Opening.from_json(OPENING.as_json()) == OPENING


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"secret": f"0x{SECRET}00"}, "secret"),
        ({"secret": None}, "secret"),
        ({"fields": {"number": "a confidential number"}}, "fields"),
        ({"fields": [["number", "a confidential number", SECRET]]}, "fields[0]"),
        ({"fields": [["number", "a"], {"a confidential number": SECRET}]}, "fields[1]"),
        ({"fields": [["number", 7]]}, "fields[0]"),
        ({"a confidential number": SECRET}, None),
    ],
)
def test_a_malformed_one_is_refused_and_nothing_of_it_is_quoted(changes, field):
    with pytest.raises(OpeningMalformed) as caught:
        Opening.from_json(json.dumps(SAID | changes))
    assert field in (None, caught.value.field)
    assert caught.value.value is None
    assert SECRET not in repr(caught.value) + str(caught.value)
    assert caught.value.__suppress_context__


def test_another_version_is_refused_by_name():
    with pytest.raises(OpeningVersionUnknown) as caught:
        Opening.from_json(OPENING.as_json().replace("opening/1", "opening/2"))
    assert SECRET not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "opening.json"
    file.write_bytes(b"\xff\xfe" + bytes(8))
    file.chmod(0o600)
    with pytest.raises(KeyRefused, match="is no opening of a document"):
        Opening.load(file)
