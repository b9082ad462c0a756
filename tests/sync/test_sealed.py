"""Sealed slots: open with the right key alone, and say nothing else."""

import secrets

import pytest

from codi_desktop.sync.change import from_text, to_text
from codi_desktop.sync.sealed import key_id, key_id_of, open_slot, read_keys, seal, write_keys

KEY = bytes(range(32))
FIELDS = {"first_name": "สังเวียน", "born_on": None}


def test_what_was_sealed_opens_with_its_key_and_with_no_other() -> None:
    slot = seal(KEY, FIELDS, 5, [])
    assert open_slot(KEY, slot) == FIELDS
    assert open_slot(secrets.token_bytes(32), slot) is None
    assert key_id_of(slot) == key_id(KEY)
    assert "สังเวียน".encode() not in from_text(slot)


def test_one_change_seals_to_one_text_and_another_to_another() -> None:
    assert seal(KEY, FIELDS, 5, ["a"]) == seal(KEY, FIELDS, 5, ["a"])
    assert len({seal(KEY, FIELDS, 5, []), seal(KEY, FIELDS, 6, []), seal(KEY, FIELDS, 5, ["a"])}) == 3


@pytest.mark.parametrize("place", range(0, 90, 7))
def test_a_flipped_bit_opens_nothing(place: int) -> None:
    raw = bytearray(from_text(seal(KEY, FIELDS, 5, [])))
    raw[place] ^= 1
    text = to_text(bytes(raw))
    assert open_slot(KEY, text) is None or key_id_of(text) != key_id(KEY)


@pytest.mark.parametrize("text", ["", "A", "####", "A" * 54, "ก" * 80])
def test_what_is_no_slot_opens_nothing(text: str) -> None:
    assert open_slot(KEY, text) is None


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"a":1}', b'{"a":["#"]}', b"[" * 9999])
def test_keys_of_another_form_are_left_out(raw: bytes) -> None:
    assert not any(read_keys(raw).values())


def test_keys_are_read_as_they_were_written() -> None:
    assert read_keys(write_keys({"01K7": [KEY]})) == {"01K7": [KEY]}
    assert read_keys(b'{"01K7":["QUJD"]}') == {"01K7": []}
