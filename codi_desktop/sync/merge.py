"""How the changes of one record add up: a pure function of the set, so the order in which sticks arrive cannot matter.

Time decides nothing but which of two values is shown first, when neither author had seen the other; both are listed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from codi_desktop.sync.change import Change, canonical

DELETED = "_deleted"


class Folded(NamedTuple):
    """A record as its changes leave it: values, fields said differently by several, and the changes nobody followed."""

    state: dict[str, Any]
    conflicts: dict[str, list[str]]
    heads: list[str]


class Lineage:
    """Who had seen what, among the changes of one record. Sets of changes are bit masks over `order`."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self.changes = changes
        self.order = _parents_first(changes)
        self.seen: list[int] = []
        self.setters: dict[str, list[int]] = {}
        place = {change_id: k for k, change_id in enumerate(self.order)}
        for k, change_id in enumerate(self.order):
            change = changes[change_id]
            mask = 0
            for parent in change.parents:
                if parent in place:
                    mask |= self.seen[place[parent]] | 1 << place[parent]
            self.seen.append(mask)
            for field in change.fields:
                self.setters.setdefault(field, []).append(k)
        self.everything = (1 << len(self.order)) - 1

    def known_at(self, change_ids: list[str]) -> int:
        """Give the mask of these changes and all that they had seen; unknown ids count for nothing."""
        mask = 0
        for k, change_id in enumerate(self.order):
            if change_id in change_ids:
                mask |= self.seen[k] | 1 << k
        return mask

    def last_to_set(self, field: str, within: int) -> list[str]:
        """Give the changes that set a field and that no later setter had seen, the one to show first."""
        setters = [k for k in self.setters.get(field, ()) if within >> k & 1]
        covered = 0
        for k in setters:
            covered |= self.seen[k]
        top = [self.order[k] for k in setters if not covered >> k & 1]
        return sorted(top, key=lambda change_id: (self.changes[change_id].at, change_id), reverse=True)

    def value(self, field: str, within: int) -> Any:
        """Give a field's value as somebody saw it who knew the changes of `within`; None when never set."""
        top = self.last_to_set(field, within)
        return self.changes[top[0]].fields[field] if top else None

    def state(self, within: int) -> dict[str, Any]:
        """Give all values as somebody saw them who knew the changes of `within`."""
        fields = {field: self.last_to_set(field, within) for field in self.setters}
        return {field: self.changes[top[0]].fields[field] for field, top in fields.items() if top}

    def heads(self) -> list[str]:
        """Give the changes that no other had seen."""
        covered = 0
        for mask in self.seen:
            covered |= mask
        return sorted(self.order[k] for k in range(len(self.order)) if not covered >> k & 1)

    def deletions_and_late(self, within: int | None = None) -> tuple[list[str], list[str]]:
        """Give the deletions, and the changes that neither are nor were seen by one."""
        known = self.everything if within is None else within
        deletions = [
            k for k in self.setters.get(DELETED, ()) if known >> k & 1 and self.changes[self.order[k]].fields[DELETED]
        ]
        seen = 0
        for k in deletions:
            seen |= self.seen[k] | 1 << k
        late = [self.order[k] for k in range(len(self.order)) if (known & ~seen) >> k & 1]
        return [self.order[k] for k in deletions], late

    def apart(self, field: str, within: int) -> list[str]:
        """Give the changes between which somebody had to decide who knew those of `within`; none where all agreed."""
        if field == DELETED and self.value(DELETED, within):
            deletions, late = self.deletions_and_late(within)
            return deletions + late if late else []
        top = self.last_to_set(field, within)
        return top if len({canonical(self.changes[change_id].fields[field]) for change_id in top}) > 1 else []

    def settlements(self) -> Iterator[tuple[str, str, list[str]]]:
        """Give each decision: the change, the field, and the changes between which it decided."""
        for k, change_id in enumerate(self.order):
            for field in self.changes[change_id].fields if self.seen[k].bit_count() > 1 else ():
                if between := self.apart(field, self.seen[k]):
                    yield change_id, field, between

    def side_by_side(self) -> list[list[tuple[str, list[str]]]]:
        """Give the changes whose authors had not seen each other and set different fields, in groups.

        A field that two of them set differently is no part of it: that was a conflict. Nor are deletions.
        """
        fields = [set(self.changes[change_id].fields) for change_id in self.order]
        groups = list(range(len(self.order)))
        for j in range(len(fields)):
            unseen = (1 << j) - 1 & ~self.seen[j]
            while unseen:
                k = unseen.bit_length() - 1
                unseen ^= 1 << k
                if DELETED in self.changes[self.order[j]].fields or DELETED in self.changes[self.order[k]].fields:
                    continue
                one, other = self.changes[self.order[k]], self.changes[self.order[j]]
                if one.action and one.action == other.action:
                    continue
                differing = {
                    name
                    for name in one.fields.keys() & other.fields.keys()
                    if canonical(one.fields[name]) != canonical(other.fields[name])
                }
                fields[k] = fields[k] - differing
                fields[j] = fields[j] - differing
                old, new = groups[j], groups[k]
                groups = [new if group == old else group for group in groups]
        found: dict[int, list[tuple[str, list[str]]]] = {}
        for k, change_id in enumerate(self.order):
            if fields[k]:
                found.setdefault(groups[k], []).append((change_id, sorted(fields[k])))
        return [group for group in found.values() if len(group) > 1]


def fold(changes: Mapping[str, Change]) -> Folded:
    """Add up all changes of one record, by change id."""
    lineage = Lineage(changes)
    state: dict[str, Any] = {}
    conflicts: dict[str, list[str]] = {}
    for field in lineage.setters:
        top = lineage.last_to_set(field, lineage.everything)
        state[field] = changes[top[0]].fields[field]
        if len(top) > 1 and len({canonical(changes[change_id].fields[field]) for change_id in top}) > 1:
            conflicts[field] = sorted(top)
    if state.get(DELETED):
        _keep_if_touched(lineage, state, conflicts)
    return Folded(state, conflicts, lineage.heads())


def _keep_if_touched(lineage: Lineage, state: dict[str, Any], conflicts: dict[str, list[str]]) -> None:
    """Leave a deleted record visible when somebody worked on it whose work no deletion had seen; a person decides."""
    deletions, late = lineage.deletions_and_late()
    if late:
        conflicts[DELETED] = sorted(deletions + late)
        state[DELETED] = False


def _parents_first(changes: Mapping[str, Change]) -> list[str]:
    """Order changes so that each comes after those it had seen. Without recursion: a record may have thousands."""
    order: list[str] = []
    met: set[str] = set()
    for root in sorted(changes):
        stack = [(root, False)]
        while stack:
            change_id, is_done = stack.pop()
            if is_done:
                order.append(change_id)
            elif change_id not in met:
                met.add(change_id)
                stack.append((change_id, True))
                stack.extend((parent, False) for parent in changes[change_id].parents if parent in changes)
    return order
