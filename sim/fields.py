"""The field table: every number of the model that is not an array over terms.

One row a number. The table yields the index constants the rules use, the
columns of results, the checks a scenario must pass and the reference in the
docs. A row's `draw` is its stable number in the random streams: it never
changes, so adding a row never moves another row's draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Field:
    """One number: its dotted name, unit, meaning, neutral value and bounds."""

    name: str
    unit: str
    text: str
    neutral: float
    low: float
    high: float
    draw: int = 0
    secret: bool = False
    later: bool = False  # a row added later: at its neutral value no scenario's digest names it

    @property
    def constant(self) -> str:
        """The index constant's name: `war.optimism` is `WAR_OPTIMISM`."""
        return self.name.replace(".", "_").upper()


# fmt: off
# -- numbers a scenario gives for each party (address: parties.<name>.<field>)
# A number with low < high is drawn for each world within its range. `secret`
# numbers are known to their own party alone; of others one knows the range.
PARTY: tuple[Field, ...] = (
    Field("war.victory", "utility", "raw value of its side's victory", 0.9, -2.0, 3.0, 1, True),
    Field("war.defeat", "utility", "raw value of its side's defeat", 0.1, -3.0, 2.0, 2, True),
    Field("war.optimism", "probability", "its first chance of its side's victory", 0.5, 0.0, 1.0, 3, True),
    Field("war.evidence", "battles", "weight of that first chance, in battles seen", 10.0, 0.0, 1e6, 4, True),
    Field("war.cost_weight", "utility", "weight of the cost of going on, c", 0.0, 0.0, 5.0, 5, True),
    Field("war.threshold", "violence", "violence past which coercion raises resolve, theta", 1.0, 0.0, 10.0, 6, True),
    Field("war.resolve", "utility", "slope of the reservation point past the threshold, b", 0.0, 0.0, 5.0, 7, True),
    Field("war.hatred_weight", "utility", "weight of hatred, h", 0.0, 0.0, 5.0, 8, True),
    Field("war.passthrough", "share", "how far discontent at home reaches the decision", 1.0, 0.0, 1.0, 9, True),
    Field("war.sunk_cost", "utility", "weight of own dead, log scale; 0 is off", 0.0, 0.0, 1.0, 10, True),
    Field("war.patience", "factor", "discount factor delta of kappa = delta/(1-delta)", 0.0, 0.0, 0.99, 11, True),
    Field("war.strength", "index", "fighting strength at the start", 0.0, 0.0, 10.0, 12),
    Field("war.replenishment", "index/round", "strength regained each round from its own means", 0.0, 0.0, 1.0, 13),
    Field("war.exposure", "share", "share of the fighting that falls on its own people", 0.0, 0.0, 1.0, 14),
    Field("war.hatred", "index", "hatred of the adversary at the start", 0.0, 0.0, 1.0, 15),
    Field("leader.accountability", "factor", "leader's stake in the outcome, g", 0.0, 0.0, 5.0, 16, True),
    Field("leader.disaster", "utility", "leader's loss if defeated after fighting on, K", 0.0, 0.0, 5.0, 17, True),
    Field("leader.defeat", "utility", "leader's loss under terms that are a defeat, L", 0.0, 0.0, 5.0, 18, True),
    Field("leader.defeat_below", "utility", "raw utility of terms below which they count as a defeat", 0.0, -3.0, 3.0, 19, True),
    Field("leader.face", "factor", "weight of conceding what was publicly demanded", 0.0, 0.0, 5.0, 20, True),
    Field("mind.empathy", "share", "weight, in the prior, of the other's own profiles against one's mirror", 0.5, 0.0, 0.98, 21, True),
    Field("mind.order", "order", "0 has no model of the other, 1 models the other, 2 also what the other believes of it; the whole part counts", 1.0, 0.0, 2.999, 22, True),
    Field("mind.mirror", "choice", "the mirror image: 0 fixed_pie, 1 same_priorities, 2 own_limit", 1.0, 0.0, 2.0, 23, True),
    Field("mind.support", "choice", "what empathy weighs: 0 profiles, 1 placebo, 2 profiles without the true one", 0.0, 0.0, 2.0, 24, True),
    Field("mind.hold", "share", "share of the best expected surplus it waits for before accepting", 0.5, 0.0, 1.0, 25, True),
    Field("mind.concession", "exponent", "order 0: e of the concession curve; < 1 boulware, > 1 conceder", 1.0, 0.01, 100.0, 26, True),
    Field("mind.credence", "share", "how far it believes an informant whose word is credible", 1.0, 0.0, 1.0, 27, True),
    Field("mind.attention", "share", "share of what others do and say that it takes in", 1.0, 0.0, 1.0, 45, True, True),
    Field("mind.expertise", "share", "how well it knows at the start how others weigh each issue; 0 is not at all", 0.0, 0.0, 1.0, 46, True, True),
    Field("backing.aid", "share", "aid given to its side at the start, of capacity", 0.0, 0.0, 1.0, 28),
    Field("backing.aid_capacity", "index/round", "strength its full aid adds each round", 0.0, 0.0, 1.0, 29),
    Field("backing.sanctions", "share", "sanctions on the adversary at the start, of capacity", 0.0, 0.0, 1.0, 30),
    Field("backing.sanctions_weight", "share", "its share of all the pressure sanctions can bring", 0.0, 0.0, 1.0, 31),
    Field("backing.aid_burden", "cost", "felt cost of full aid", 0.0, 0.0, 2.0, 32, True),
    Field("backing.sanctions_burden", "cost", "felt cost of full sanctions", 0.0, 0.0, 2.0, 33, True),
    Field("backing.attention", "share", "attention to the war at the start", 1.0, 0.0, 1.0, 34),
    Field("backing.attention_decay", "share/round", "attention lost each round", 0.0, 0.0, 1.0, 35),
    Field("backing.fatigue", "factor", "how much lost attention adds to burdens", 0.0, 0.0, 5.0, 36, True),
    Field("track.start", "index", "its own file with the adversary at the start (trust, talks, exchanges)", 0.0, 0.0, 1.0, 37),
    Field("track.weight", "utility", "what that file is worth to it", 0.0, 0.0, 2.0, 38, True),
    Field("track.retaliation", "factor", "how fast the adversary lets it break, per unit of sanctions and posture", 0.0, 0.0, 5.0, 39),
    Field("track.repair", "share/round", "how slowly it mends", 0.0, 0.0, 1.0, 40),
    Field("knowledge.profile", "probability", "chance that its experts name the right profile of its adversary", 0.0, 0.0, 1.0, 41),
    Field("knowledge.precision", "1/utility^2", "precision, each round of listening, of its experts on the adversary's minimum", 0.0, 0.0, 1e4, 42),
    Field("profile.spread", "share", "relative spread of its weights about its profile", 0.0, 0.0, 0.9, 44, True),
    Field("knowledge.bias", "utility", "error common to all its experts hear of the adversary's minimum", 0.0, -2.0, 2.0, 47, True, True),
    Field("knowledge.formula", "probability", "chance that it knows each latent formula", 0.0, 0.0, 1.0, 43),
    Field("mind.tau", "order", "order 2: mean order of others (Poisson), by which it takes one other for order 0 or 1", 1.5, 0.0, 100.0, 48, True, True),
    Field("mind.foresight", "factor", "order 2: weight of what follows a refusal against what is signed now", 0.9, 0.0, 1.0, 49, True, True),
    Field("war.loss_aversion", "factor", "how much more a loss weighs than a gain, against its reference point", 1.0, 0.1, 10.0, 60, True, True),
    Field("war.sensitivity", "exponent", "how gains and losses are felt: below 1 each further unit counts less", 1.0, 0.1, 1.0, 61, True, True),
    Field("war.reference", "utility", "raw utility that is neither gain nor loss to it", 0.0, -3.0, 3.0, 62, True, True),
    Field("war.support", "factor", "how far one unit of aid received in a round lightens the cost of going on", 0.0, 0.0, 10.0, 63, True, True),
    Field("war.hope", "utility", "what diplomacy may bring later, where terms leave the law open", 0.0, 0.0, 1.0, 64, True, True),
    Field("war.reluctance", "share", "share of its power that its soldiers withhold in an attack, more with discontent", 0.0, 0.0, 1.0, 65, False, True),
    Field("mind.firm", "share", "order 0: share of the rounds for which it stands firm, then yields; 0 concedes along the curve", 0.0, 0.0, 1.0, 66, True, True),
    Field("backing.force", "probability", "how far its intervention would move the chances of war; it comes as its bias allows", 0.0, 0.0, 1.0, 67, False, True),
    Field("backing.offices", "share", "good offices: what it adds to both sides' hope of an agreement", 0.0, 0.0, 1.0, 68, False, True),
    Field("backing.cover", "share", "mediation cover: share of face its part in the talks saves both sides", 0.0, 0.0, 1.0, 69, False, True),
    Field("backing.press", "share", "how far it makes both sides talk who see no way out, at full attention", 0.0, 0.0, 1.0, 70, False, True),
    Field("backing.election", "round", "round of an election at home", 0.0, 0.0, 520.0, 71, False, True),
    Field("backing.salience", "factor", "how much the coming election adds to its burdens on the day", 0.0, 0.0, 5.0, 72, False, True),
    Field("audience.sanctions", "utility", "what its public gives for full sanctions to stand", 0.0, 0.0, 2.0, 73, True, True),
    Field("audience.peace", "utility", "what its public gives for an end of the fighting", 0.0, 0.0, 2.0, 74, True, True),
    Field("mind.alarm", "share", "weight it gives to threatening readings of a signal against reassuring ones", 0.5, 0.0, 1.0, 80, True, True),
)

# -- numbers a scenario gives once (address: war.<field>, ceasefire.<field>, belief.<field>)
COMMON: tuple[Field, ...] = (
    Field("war.line", "share", "contested land held by the first belligerent at the start", 0.5, 0.0, 1.0),
    Field("war.mobility", "share/round", "how far the line moves under a full push", 0.0, 0.0, 1.0),
    Field("war.deadband", "share", "advantage below which the line does not move", 0.0, 0.0, 0.5),
    Field("war.entrenching", "share/round", "how fast a still line entrenches", 0.0, 0.0, 1.0),
    Field("war.entrenched_effect", "share", "how far full entrenchment stops movement", 0.0, 0.0, 1.0),
    Field("war.noise", "share", "standard deviation of a round's battle result", 0.0, 0.0, 1.0),
    Field("war.battles_per_round", "battles", "battles both sides see in a round at full intensity", 0.0, 0.0, 100.0),
    Field("war.effort_low", "share", "effort when standing down", 0.2, 0.0, 1.0),
    Field("war.effort_hold", "share", "effort when holding", 0.6, 0.0, 1.0),
    Field("war.effort_attack", "share", "effort when attacking", 1.0, 0.0, 1.0),
    Field("war.attack_price", "factor", "how much dearer a round is for an attacker", 0.0, 0.0, 5.0),
    Field("war.attrition", "share/round", "strength lost under full violence", 0.0, 0.0, 1.0),
    Field("war.strength_cap", "index", "strength a side can field at most", 3.0, 0.1, 100.0),
    Field("war.casualties", "people/round", "military casualties under violence 1", 0.0, 0.0, 1e6),
    Field("war.civilians", "people/round", "civilian dead under violence 1 on fully exposed people", 0.0, 0.0, 1e6),
    Field("war.hatred_gain", "index/round", "hatred from violence 1 on fully exposed people", 0.0, 0.0, 1.0),
    Field("war.hatred_decay", "share/round", "hatred forgotten each round", 0.0, 0.0, 1.0),
    Field("war.economy_rate", "share/round", "speed at which the economy follows pressure and war", 0.0, 0.0, 1.0),
    Field("war.economy_pressure", "share", "loss under full sanctions in the long run", 0.0, 0.0, 1.0),
    Field("war.economy_drain", "share", "loss under violence 1 on fully exposed people in the long run", 0.0, 0.0, 1.0),
    Field("war.discontent_gain", "index/round", "discontent from violence and economic loss of 1", 0.0, 0.0, 1.0),
    Field("war.discontent_decay", "share/round", "discontent forgotten each round", 0.0, 0.0, 1.0),
    Field("war.decided_high", "share", "line at which the first belligerent has won", 1.0, 0.5, 1.1),
    Field("war.decided_low", "share", "line at which the second belligerent has won", 0.0, -0.1, 0.5),
    Field("war.pause_horizon", "rounds", "how far ahead a pause is judged for its shift of power", 0.0, 0.0, 520.0),
    Field("war.sanctions_step", "share", "one step of sanctions or aid", 0.1, 0.0, 1.0),
    Field("ceasefire.hazard", "probability/round", "collapse of terms of margin 0, clear and unguarded", 0.0, 0.0, 1.0),
    Field("ceasefire.margin_effect", "factor", "how much margin lowers the hazard, per utility", 0.0, 0.0, 100.0),
    Field("ceasefire.protection_effect", "share", "share of the hazard that full protection removes", 0.0, 0.0, 1.0),
    Field("ceasefire.monitoring_effect", "share", "share of the hazard that full monitoring removes", 0.0, 0.0, 1.0),
    Field("ceasefire.ambiguity_effect", "factor", "how much full ambiguity raises the hazard", 0.0, 0.0, 10.0),
    Field("ceasefire.shift_effect", "factor", "how much an unguarded shift of power raises the hazard", 0.0, 0.0, 100.0),
    Field("ceasefire.imposed_effect", "factor", "how much terms below a signer's minimum raise the hazard", 0.0, 0.0, 10.0),
    Field("ceasefire.provocation_effect", "factor", "how much an attacking posture raises the hazard", 0.0, 0.0, 10.0),
    Field("ceasefire.violations", "incidents/round", "violations counted at hazard 1", 0.0, 0.0, 1e6),
    Field("ceasefire.horizon", "rounds", "rounds a ceasefire must last to count as held", 1.0, 1.0, 520.0),
    Field("ambiguity.strength", "share", "how far an ambiguous option lets each keep its reading, a", 1.0, 0.0, 1.0),
    Field("ambiguity.risk", "probability", "perceived risk that it is adjudicated after all, pi", 0.0, 0.0, 1.0),
    Field("belief.uniform", "share", "weight of uniform weights in every prior, eta", 0.02, 0.02, 1.0),
    Field("belief.spread", "utility", "standard deviation of the minimum about its public forecast", 0.15, 0.01, 2.0),
    Field("belief.drift", "utility/round", "standard deviation of its unseen moves, a round", 0.01, 0.0, 1.0),
    Field("belief.offer_width", "utility", "width of the likelihood of an offer about its expected level", 0.2, 0.01, 2.0),
    Field("belief.answer_width", "utility", "width of the likelihood of an answer about the minimum", 0.05, 0.001, 1.0),
    Field("belief.posture_width", "utility", "width of the likelihood of a posture; large is uninformative", 1.0, 0.05, 1e6),
    Field("belief.statement_weight", "factor", "how far a demand is believed to show a weight; cheap talk", 0.0, 0.0, 10.0),
    Field("belief.lapse", "probability", "acts that no model explains", 0.02, 0.001, 0.5),
    Field("belief.learning", "power", "power of an act's likelihood, below 1 as no behaviour model is quite true", 1.0, 0.0, 1.0),
    Field("belief.type_width", "share", "tier full: width of a type's likelihood of an offer, of that without type", 1.0, 0.05, 1.0),
    Field("belief.untyped", "probability", "tier full: prior chance that the other is no type of negotiator", 0.8, 0.0, 1.0),
    Field("belief.switching", "probability/round", "tier full: chance that the other changes its type", 0.02, 0.0, 1.0),
    Field("behaviour.first", "share", "part of the possible surplus a first offer asks for", 0.8, 0.0, 1.0),
    Field("behaviour.last", "share", "part of the possible surplus a last offer asks for", 0.2, 0.0, 1.0),
    Field("behaviour.hold", "utility", "surplus an answerer is expected to wait for", 0.02, 0.0, 1.0),
    Field("behaviour.open", "probability", "belief from which a party acts as if a window were open", 0.5, 0.0, 1.0),
    Field("behaviour.talk", "probability", "believed window from which a machine tables terms: it must perceive a way out", 0.0, 0.0, 1.0),
    Field("behaviour.attack_above", "probability", "chance of its side's victory from which a machine attacks", 0.5, 0.0, 1.0),
    Field("behaviour.attention_low", "share", "attention below which a machine backer cuts its aid and eases", 0.2, 0.0, 1.0),
    Field("behaviour.attention_high", "share", "attention above which a machine backer raises them", 0.6, 0.0, 1.0),
    Field("behaviour.voice_gain", "probability", "gain in its believed window for which a machine voices a formula", 0.02, 0.0, 1.0),
    Field("behaviour.commitment", "share", "how far one public demand commits, and one softening releases", 0.25, 0.0, 1.0),
    Field("behaviour.condemnation", "index", "hatred that a public condemnation adds at home", 0.0, 0.0, 1.0),
    Field("credibility.accuracy", "probability", "q: accuracy of an informant's signal (Kydd)", 0.9, 0.5, 1.0),
    Field("credibility.big", "utility", "x_big: what the listener demands when told weak", 0.75, 0.0, 1.0),
    Field("credibility.small", "utility", "x_small: what it demands when told tough", 0.65, 0.0, 1.0),
    Field("credibility.war", "utility", "x_war: the listener's value of fighting on", 0.5, 0.0, 1.0),
    Field("credibility.aversion", "utility", "w: the informant's aversion to war", 0.2, 0.0, 1.0),
    Field("behaviour.ready", "share", "readiness below which a machine neither tables terms nor accepts any; 0 is always ready", 0.0, 0.0, 1.0, later=True),
    Field("behaviour.hurt", "utility", "felt cost of going on from which motivation to end it is full; 0 is always", 0.0, 0.0, 5.0, later=True),
    Field("behaviour.rapport", "share", "what talks under way add to the hope of an agreement", 0.0, 0.0, 1.0, later=True),
    Field("behaviour.conciliation", "share", "share of its waiting that a wholly ready party gives up", 0.0, 0.0, 1.0, later=True),
    Field("war.insurgency", "share", "share of intensity with which a war decided on the ground goes on; 0 ends it", 0.0, 0.0, 1.0, later=True),
    Field("ceasefire.swing_effect", "factor", "how much battles that went now one way, now the other raise the hazard", 0.0, 0.0, 10.0, later=True),
    Field("credibility.rogue_gain", "utility", "g: what a rogue gains who is trusted (Kydd's honest broker)", 0.0, 0.0, 5.0, later=True),
    Field("credibility.rogue_loss", "utility", "l: what who trusted it loses; both 0: any guarantor is trusted", 0.0, 0.0, 5.0, later=True),
    Field("belief.silence", "probability/round", "chance that a belligerent tables terms by which it would gain; 0: silence says nothing", 0.0, 0.0, 1.0, later=True),
)

# -- what the world keeps of itself: public, one number each
PUBLIC: tuple[Field, ...] = (
    Field("round", "round", "rounds begun", 0.0, 0.0, 1e6),
    Field("phase", "choice", "0 war, 1 ceasefire, 2 over", 0.0, 0.0, 2.0),
    Field("ending", "choice", "0 none yet, 1 held, 2 collapsed, 3 never agreed, 4 military decision, 5 catastrophe", 0.0, 0.0, 5.0),
    Field("line", "share", "contested land held by the first belligerent", 0.0, 0.0, 1.0),
    Field("entrenchment", "share", "how dug in the line is", 0.0, 0.0, 1.0),
    Field("intensity", "share", "intensity of fighting this round", 0.0, 0.0, 1.0),
    Field("battles", "battles", "battles both sides have seen", 0.0, 0.0, 1e6),
    Field("wins", "battles", "of these, the first belligerent's", 0.0, 0.0, 1e6),
    Field("signed", "terms", "number of the terms in force, -1 for none", -1.0, -1.0, 1e9),
    Field("signed_round", "round", "round of the signature, -1 for none", -1.0, -1.0, 1e6),
    Field("violations", "incidents", "violations this round", 0.0, 0.0, 1e6),
    Field("collapses", "count", "ceasefires that collapsed", 0.0, 0.0, 1e6),
    Field("edge", "share", "first belligerent's advantage in the last round of war, where swings count", 0.0, -0.5, 0.5, later=True),
    Field("swings", "count", "rounds in which the advantage changed sides, where swings count", 0.0, 0.0, 1e6, later=True),
)

# -- public, one number for each party
STANDING: tuple[Field, ...] = (
    Field("strength", "index", "fighting strength", 0.0, 0.0, 100.0),
    Field("aid", "index/round", "strength received as aid this round", 0.0, 0.0, 10.0),
    Field("violence", "index", "violence suffered this round", 0.0, 0.0, 10.0),
    Field("casualties", "people", "military casualties so far", 0.0, 0.0, 1e9),
    Field("civilians", "people", "civilian dead so far", 0.0, 0.0, 1e9),
    Field("economy", "share", "economic loss", 0.0, 0.0, 1.0),
    Field("discontent", "index", "discontent at home", 0.0, 0.0, 1.0),
    Field("hatred", "index", "hatred of the adversary", 0.0, 0.0, 1.0),
    Field("pressure", "share", "sanctions it is under", 0.0, 0.0, 1.0),
    Field("posture", "choice", "0 stand down, 1 hold, 2 attack", 2.0, 0.0, 2.0),
    Field("giving", "share", "aid it gives, of capacity", 0.0, 0.0, 1.0),
    Field("sanctions", "share", "sanctions it imposes, of capacity", 0.0, 0.0, 1.0),
    Field("attention", "share", "attention to the war", 1.0, 0.0, 1.0),
    Field("track", "index", "its own file with the adversary", 0.0, 0.0, 1.0),
    Field("exit", "choice", "1 after its leader left office", 0.0, 0.0, 1.0),
)
# fmt: on


def index(table: tuple[Field, ...]) -> dict[str, int]:
    """Row numbers by dotted name.

    >>> index(STANDING)["strength"]
    0
    """
    return {field.name: row for row, field in enumerate(table)}


def columns() -> str:
    """The source of `sim.columns`: one constant a row, one prefix a table.

    `P_` numbers of a party, `C_` common numbers, `W_` the public world, `S_` a
    party's public standing.
    """
    lines = ['"""Row numbers of the field table; written by `python -m sim.fields`."""', ""]
    for prefix, table in (("P", PARTY), ("C", COMMON), ("W", PUBLIC), ("S", STANDING)):
        lines += [f"{prefix}_{field.constant} = {row}" for row, field in enumerate(table)]
        lines += [f"{prefix}_SIZE = {len(table)}", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("columns.py").write_text(columns())
