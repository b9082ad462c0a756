import json
import re

import msgspec
import pytest
from nacl.signing import SigningKey

from codi_desktop.paths import resource
from codi_desktop.sync import identity
from codi_desktop.sync.change import Segment, StreamId, link, to_text
from codi_desktop.sync.identity import (
    AFTER_LOSS,
    FOREIGN_AREA,
    UNKNOWN_MACHINE,
    Certificate,
    MayNotIssue,
    Renewal,
    Revocation,
    Statement,
    StatementForged,
    TooWide,
    Trust,
    Upper,
    check_words,
    verify,
)
from tests.sync.parcels import Office, Tree, body, chain


def reason(trust: Trust, office: Office, scope: str = "", n: int = 1, head: bytes = b"h" * 20) -> str | None:
    return trust.reason_against(StreamId(scope or office.scope, office.keys.device, "i1"), n, head)


def revoked(by: Office, lost: Office, keep: dict[str, dict[str, str]] | None = None, *pinned: Statement) -> Statement:
    said = Revocation(
        sub=lost.keys.device,
        keep=keep or {},
        keep_statements=tuple(statement.id for statement in pinned),
        iss=by.keys.device,
        iat=5,
    )
    return identity.sign(by.keys.signing_seed, said)


def test_a_chain_from_the_region_to_the_tambon_is_believed() -> None:
    tree = Tree()
    trust = tree.trust()
    assert trust.prefixes(tree.tambon.keys.device) == ("190406",)
    assert reason(trust, tree.tambon) is None
    assert reason(trust, tree.province, "190406") is None
    assert reason(trust, tree.region, "TH") is None


def test_the_order_of_statements_does_not_matter() -> None:
    tree = Tree()
    trust = Trust(tree.region.keys.device, reversed(tree.statements))
    assert reason(trust, tree.tambon) is None


def test_a_machine_may_not_write_outside_its_area() -> None:
    tree = Tree()
    assert reason(tree.trust(), tree.tambon, "190407") == FOREIGN_AREA
    assert reason(tree.trust(), tree.tambon, "19") == FOREIGN_AREA
    assert reason(tree.trust(), tree.province, "TH") == FOREIGN_AREA


def test_an_unknown_machine_is_not_believed() -> None:
    assert reason(Tree().trust(), Office("x", "tambon", "190406")) == UNKNOWN_MACHINE


def test_a_self_certificate_counts_for_the_root_alone() -> None:
    stranger = Office("คนแปลกหน้า", "region", "CW")
    assert reason(Tree().trust(stranger.on_its_own("")), stranger) == UNKNOWN_MACHINE


def test_a_certificate_can_only_narrow() -> None:
    tree, other = Tree(), Office("จังหวัดลพบุรี", "province", "16")
    with pytest.raises(TooWide):
        tree.province.certifies(other, tree.trust())
    assert reason(tree.trust(tree.province.pretends(other)), other) == UNKNOWN_MACHINE
    wide = tree.province.pretends(other, "190406", "16")
    assert reason(tree.trust(wide), other, "190406") == UNKNOWN_MACHINE


def test_a_machine_that_may_not_certify_cannot_certify() -> None:
    tree, other = Tree(), Office("เครื่องสอง", "tambon", "190406")
    with pytest.raises(MayNotIssue):
        tree.tambon.certifies(other, tree.trust())
    assert reason(tree.trust(tree.tambon.pretends(other)), other) == UNKNOWN_MACHINE


def test_certificates_that_certify_each_other_come_to_an_end() -> None:
    tree, one, two = Tree(), Office("ก", "province", "19"), Office("ข", "province", "19")
    trust = tree.trust(one.pretends(two, ca=True), two.pretends(one, ca=True))
    assert reason(trust, one) == UNKNOWN_MACHINE


@pytest.mark.parametrize("place", range(0, 400, 7))
def test_a_flipped_bit_in_a_statement_is_noticed(place: int) -> None:
    statement = Tree().statements[1]
    raw = bytearray(statement.body.encode())
    raw[place % len(raw)] ^= 1
    with pytest.raises(StatementForged):
        verify(Statement(raw.decode("utf-8", "surrogateescape"), statement.signature))


@pytest.mark.parametrize(
    ("said", "signature"),
    [
        ("", ""),
        ("[]", ""),
        ("{}", ""),
        ("[" * 100_000, ""),
        ('{"kind":"machine","sub":"a","iss":"ก"}', "ก"),
        ("{", "AA"),
    ],
    ids=["empty", "list", "object", "deep", "letters", "cut"],
)
def test_nonsense_is_no_statement(said: str, signature: str) -> None:
    with pytest.raises(StatementForged):
        verify(Statement(said, signature))


def test_a_statement_of_a_newer_kind_is_carried_along() -> None:
    tree = Tree()
    newer = identity.sign(
        tree.region.keys.signing_seed,
        Upper(kind="transfer", sub=tree.tambon.keys.device, iss=tree.region.keys.device, iat=9),
    )
    assert newer in tree.trust(newer).standing()
    assert newer in tree.trust(newer).for_receiver(("19",))


def test_statements_of_strangers_are_not_kept() -> None:
    tree, stranger = Tree(), Office("คนแปลกหน้า", "province", "19")
    trust = tree.trust(stranger.on_its_own(""), stranger.pretends(tree.tambon), revoked(stranger, tree.tambon))
    assert trust.standing() == tree.statements


def test_a_lost_machine_keeps_its_pinned_history_and_nothing_else() -> None:
    tree = Tree()
    honest = chain(tree.tambon, [body(1), body(2)])[0]
    head = head_after(honest)
    trust = tree.trust(revoked(tree.province, tree.tambon, {"190406|i1": {"2": to_text(head)}}))
    assert reason(trust, tree.tambon, n=2, head=head) is None
    assert reason(trust, tree.tambon, n=2, head=b"f" * 20) == AFTER_LOSS
    assert reason(trust, tree.tambon, n=3, head=b"g" * 20) == AFTER_LOSS
    other_life = StreamId("190406", tree.tambon.keys.device, "i2")
    assert trust.reason_against(other_life, 2, head) == AFTER_LOSS


def test_only_somebody_above_can_revoke() -> None:
    tree, sister = Tree(), Office("ตำบลอื่น", "tambon", "190401")
    known = tree.province.certifies(sister, tree.trust())
    for by in (sister, tree.tambon, Office("คนแปลกหน้า", "region", "CW")):
        assert not tree.trust(known, by.pretends(tree.tambon), revoked(by, tree.tambon)).is_revoked(
            tree.tambon.keys.device
        )
    for by in (tree.province, tree.region):
        assert tree.trust(known, revoked(by, tree.tambon)).is_revoked(tree.tambon.keys.device)
    assert not tree.trust(revoked(tree.province, tree.region)).is_revoked(tree.region.keys.device)


def test_machines_that_certify_each_other_cannot_revoke_upwards() -> None:
    tree, lower = Tree(), Office("คณะประสานงาน", "province", "19")
    below = tree.province.certifies(lower, tree.trust(), ca=True)
    back = lower.pretends(tree.province, "19", ca=True)
    trust = tree.trust(below, back, revoked(lower, tree.province), revoked(tree.province, lower))
    assert trust.is_revoked(lower.keys.device)
    assert not trust.is_revoked(tree.province.keys.device)


def test_a_lost_province_no_longer_certifies_or_revokes_but_its_pinned_certificates_stand() -> None:
    tree, late = Tree(), Office("มาทีหลัง", "tambon", "190401")
    lost = revoked(tree.region, tree.province, {}, tree.statements[2])
    trust = tree.trust(lost, tree.province.pretends(late), revoked(tree.province, tree.tambon))
    assert reason(trust, tree.tambon) is None
    assert reason(trust, late) == UNKNOWN_MACHINE
    with pytest.raises(MayNotIssue):
        tree.province.certifies(late, trust)


def test_who_trusts_a_root_trusts_the_root_that_it_joined() -> None:
    region, province, tambon = Tree().region, Office("สระบุรี", "province", "19"), Office("เจริญธรรม", "tambon", "190406")
    own = province.on_its_own("19")
    below = province.certifies(tambon, Trust(province.keys.device, [own]))
    joined = identity.sign(province.keys.signing_seed, Upper(sub=region.keys.device, iss=province.keys.device, iat=3))
    trust = Trust(province.keys.device, [own, below, region.on_its_own(""), joined])
    assert reason(trust, region, "CW") is None
    stranger = Office("คนแปลกหน้า", "region", "XX")
    pushed = identity.sign(tambon.keys.signing_seed, Upper(sub=stranger.keys.device, iss=tambon.keys.device, iat=3))
    assert (
        reason(Trust(province.keys.device, [own, below, stranger.on_its_own(""), pushed]), stranger) == UNKNOWN_MACHINE
    )


def test_a_receiver_gets_what_it_needs_and_nothing_of_its_neighbours() -> None:
    tree, other = Tree(), Office("จังหวัดลพบุรี", "province", "16")
    elsewhere = tree.region.certifies(other, tree.trust(), ca=True)
    names = {
        said.name for s in tree.trust(elsewhere).for_receiver(("190406",)) if isinstance(said := verify(s), Certificate)
    }
    assert names == {tree.region.name, tree.province.name, tree.tambon.name}


def test_check_words_are_four_plain_words_that_belong_to_the_machine() -> None:
    words = resource("words/check_words.txt").read_text(encoding="utf-8").split()
    assert len(words) == len(set(words)) == 2048
    assert all(re.fullmatch("[ก-๎]{3,6}", word) for word in words)
    one, two = Office("ก", "tambon", "190406"), Office("ข", "tambon", "190406")
    assert check_words(one.keys.device) == check_words(one.keys.device) != check_words(two.keys.device)
    assert set(check_words(one.keys.device)) <= set(words)
    assert check_words("A" * 43) == ("มั่นคง", "เชย", "สมดุล", "ข้อมูล")


def head_after(segment: Segment) -> bytes:
    head = segment.previous
    for each in segment.bodies:
        head = link(head, each)
    return head


def renewal(of: Office, seq: int, enc: str = "", **changed: object) -> Statement:
    said = Renewal(sub=of.keys.device, enc=enc or f"age1-{seq}", seq=seq, iss=of.keys.device, iat=1)
    return identity.sign(of.keys.signing_seed, msgspec.structs.replace(said, **changed))


def enc_in(tree: Tree, *more: Statement) -> str:
    for order in (more, tuple(reversed(more))):
        certificate = Trust(tree.region.keys.device, [*order, *tree.statements]).certificate_of(tree.tambon.keys.device)
        assert certificate is not None
        found = certificate.enc
    return found


def test_the_newest_renewal_of_a_machine_is_the_key_to_seal_to() -> None:
    tree = Tree()
    first, second = renewal(tree.tambon, 7), renewal(tree.tambon, 8)
    assert enc_in(tree) == tree.tambon.keys.age_recipient
    assert enc_in(tree, first) == "age1-7"
    assert enc_in(tree, first, second) == "age1-8"
    trust = Trust(tree.region.keys.device, [*tree.statements, first, second])
    assert second in trust.standing()
    assert first not in trust.standing()  # it says nothing any more
    assert reason(trust, tree.tambon) is None


def test_nobody_renews_the_key_of_another_machine() -> None:
    tree = Tree()
    assert enc_in(tree, renewal(tree.province, 9, sub=tree.tambon.keys.device)) == tree.tambon.keys.age_recipient


def test_a_forged_renewal_is_refused() -> None:
    tree = Tree()
    honest = renewal(tree.tambon, 7)
    with pytest.raises(StatementForged):
        enc_in(tree, Statement(honest.body.replace("age1-7", "age1-9"), honest.signature))


def test_a_renewal_by_a_lost_machine_counts_only_where_its_revocation_keeps_it() -> None:
    tree = Tree()
    before, after = renewal(tree.tambon, 7), renewal(tree.tambon, 8)
    assert enc_in(tree, before, after, revoked(tree.province, tree.tambon, {}, before)) == "age1-7"


@pytest.mark.parametrize("member", [{"seq": "7"}, {"enc": 5}, {"enc": None}, {"seq": None}])
def test_a_renewal_without_form_refuses_nothing_that_travels_with_it(member: dict[str, object]) -> None:
    tree = Tree()
    body = json.dumps({**json.loads(renewal(tree.tambon, 7).body), **member}, separators=(",", ":"))
    signature = SigningKey(tree.tambon.keys.signing_seed).sign(b"codi-cert-1\0" + body.encode()).signature
    assert enc_in(tree, Statement(body, to_text(signature))) == tree.tambon.keys.age_recipient
