"""The county takes an accepted paper's force away."""

from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, require_county
from market.kernel import text
from market.kernel.errors import WrongState
from market.merchants import duties, papers, states, supervision, telling
from market.merchants.models import Paper, PaperState

REASON_LENGTH = 1000


@transaction.atomic
def revoke_paper(*, actor: Actor, paper_id: str, reason: str, now: datetime) -> Paper:
    """Take an accepted paper's force away; the goods that need it leave the shop at once.

    The seller is told why. Where the class itself rests on the paper and no other one is there,
    this is also the first word for a suspension, on which a second person decides. Raises
    Forbidden, NotFound, WrongState for a paper that is not in force, Invalid("reason", "required").
    """
    county = require_county(actor)
    said = text.paragraphs(reason, field="reason", max_length=REASON_LENGTH, required=True)
    merchant, paper = papers.locked(actor, paper_id)
    if paper.state != PaperState.ACCEPTED:
        raise WrongState(paper.state, PaperState.REVOKED.value)
    papers.turn(paper, PaperState.REVOKED, actor=actor, reason=said, now=now)
    states.tell(merchant)
    label = duties.PAPERS[paper.kind].label
    telling.owner(
        merchant, "paper.revoked", cause=paper.public_id, now=now, paper=label, reason=said
    )
    others = merchant.papers.filter(kind=paper.kind, state=PaperState.ACCEPTED)
    if paper.kind in duties.of(merchant.seller_class).needs and not others.exists():
        supervision.ask_unless_asked(merchant, actor=county, reason=said, now=now)
    return paper
