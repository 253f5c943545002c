"""Small domains as GENIUS, GeniusWeb and NegMAS write them, and ways to spoil them."""

import json

GENIUS = {
    "domain.xml": """<negotiation_template><utility_space number_of_issues="2">
<objective index="0" name="Dinner" type="objective" etype="objective" description="">
<issue index="1" name="Where to eat?" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="Home (take away)"/><item index="2" value="Fancy"/></issue>
<issue index="2" name="time" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="18:00"/><item index="2" value="19:00"/><item index="3" value="20:00"/>
</issue></objective></utility_space></negotiation_template>""",
    "a.xml": """<utility_space><objective index="0" name="Dinner">
<issue index="1" name="Where to eat?" type="discrete">
<item index="1" value="Home (take away)" evaluation="5"/>
<item index="2" value="Fancy" evaluation="0"/></issue>
<issue index="2" name="time" type="discrete"><item index="1" value="18:00" evaluation="4"/>
<item index="2" value="19:00" evaluation="2"/><item index="3" value="20:00" evaluation="0"/>
</issue><weight index="1" value="0.75"/><weight index="2" value="0.25"/></objective>
<discount_factor value="0.8"/><reservation value="0.3"/></utility_space>""",
    "b.xml": """<utility_space><objective index="0" name="Dinner">
<issue index="1" name="Where to eat?" type="discrete">
<item index="1" value="Home (take away)" evaluation="1"/>
<item index="2" value="Fancy" evaluation="2"/></issue>
<issue index="2" name="time" type="discrete"><item index="1" value="18:00" evaluation="1"/>
<item index="2" value="19:00" evaluation="1"/><item index="3" value="20:00" evaluation="1"/>
</issue><weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective>
</utility_space>""",
}

SPACE = {
    "issuesValues": {"price": {"values": ["low", "high"]}, "when": {"values": ["now", "later"]}},
    "name": "deal",
}


def geniusweb(name, low, high, kind="DiscreteValueSetUtilities", **more):
    rows = {
        "price": {kind: {"valueUtilities": {"low": low, "high": high}}},
        "when": {kind: {"valueUtilities": {"now": 1, "later": 0}}},
    }
    weights = {"price": 0.75, "when": 0.25}
    space = {"name": name, "domain": SPACE, "issueUtilities": rows, "issueWeights": weights}
    return json.dumps({"LinearAdditiveUtilitySpace": space | more})


GENIUSWEB = {
    "domain.json": json.dumps(SPACE),
    "p1.json": geniusweb("buyer", 1, 0),
    "p2.json": geniusweb("seller", 0, 1, kind="discreteutils"),
}

NEGMAS = {
    "domain.yml": """
type: negmas.outcomes.DiscreteCartesianOutcomeSpace
name: deal
issues:
- {name: price, type: ContiguousIssue, values: [10, 12]}
- {name: colour, type: CategoricalIssue, values: [red, "no"]}
""",
    "buyer.yml": """
type: LinearAdditiveUtilityFunction
name: buyer
reserved_value: -11.0
weights: [1, 2]
values: [{type: AffineFun, slope: -1, bias: 0}, {type: TableFun, mapping: {red: 0, "no": 1}}]
""",
    "seller.yml": """
type: ExpDiscountedUFun
name: seller
discount: 0.9
reserved_value: .5
ufun:
  type: LinearAdditiveUtilityFunction
  reserved_value: -.inf
  weights: {price: 0.2, colour: 0.0}
  values: [{type: IdentityFun}, {type: ConstFun, bias: 3}]
""",
}
ALL = {"genius": GENIUS, "geniusweb": GENIUSWEB, "negmas": NEGMAS}


def write(folder, texts):
    """The texts as files of a folder, by name."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def changed(format, name, old, new):
    """The sample files of a format with a text in one of them replaced."""
    assert old in ALL[format][name]
    return ALL[format] | {name: ALL[format][name].replace(old, new)}
