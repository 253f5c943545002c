"""GENIUS: an XML file for the domain, and one with the utility space of each party.

After the files of the GENIUS repository (Lin et al. 2014). GENIUS divides the
evaluations of an issue by the largest, and weights by their sum.
"""

from __future__ import annotations

import math
from xml.sax.saxutils import quoteattr

from sim.exchange.documents import Element
from sim.exchange.domain import Domain, Issue, Profile, file_stem, normal, total_of
from sim.exchange.fitting import discounted, fits, same_names
from sim.mistakes import Notes, Words, show


def kind(root: Element) -> str:
    """What a file's root says that it is."""
    return {"negotiation_template": "domain", "utility_space": "profile"}.get(root.tag, "")


def _objective(root: Element, notes: Notes) -> Element | None:
    found = root
    for tag in ("utility_space", "objective"):
        if found.tag != tag:
            inner = found.all(tag)
            if len(inner) != 1:
                allowed = f"one <{tag}> with the issues: plain weighted sums alone are read"
                notes.add(found.place, Words(f"{len(inner)} of <{tag}> in <{found.tag}>"), allowed)
                return None
            found = inner[0]
    for child in found.children:
        if child.tag not in ("issue", "weight"):
            allowed = "issues and weights: plain weighted sums alone are read"
            notes.add(child.place, Words(f"<{child.tag}> in the objective"), allowed)
    return None if notes else found


def _issues(objective: Element, notes: Notes) -> list[tuple[Element, str, list[str]]]:
    made = []
    for element in objective.all("issue"):
        kinds = {element.attributes.get(k, "discrete") for k in ("type", "etype", "vtype")}
        if kinds != {"discrete"}:
            other = ", ".join(sorted(kinds - {"discrete"}))
            notes.add(element.place, Words(f"an issue of the kind {other}"), "discrete issues")
            continue
        name = _attribute(element, "name", notes)
        options = [_attribute(item, "value", notes) for item in element.all("item")]
        made.append((element, name, options))
    return made


def agenda(root: Element, notes: Notes) -> tuple[str, tuple[Issue, ...]] | None:
    """Name and issues of a domain file."""
    objective = _objective(root, notes)
    if objective is None:
        return None
    issues = tuple(
        Issue(
            name,
            tuple(options),
            tuple(item.attributes.get("description", "") for item in element.all("item")),
        )
        for element, name, options in _issues(objective, notes)
    )
    name = objective.attributes.get("name", "") or "domain"
    return (name, issues) if fits(issues, notes) else None


def profile(
    root: Element, issues: tuple[Issue, ...], name: str, notes: Notes, losses: list[str]
) -> Profile | None:
    """A party's preferences."""
    objective = _objective(root, notes)
    if objective is None:
        return None
    given: dict[str, tuple[str, dict[str, float]]] = {}
    for element, issue, options in _issues(objective, notes):
        marks = [_number(item, "evaluation", notes) for item in element.all("item")]
        top = max([mark for mark in marks if mark > 0.0], default=1.0)
        place = element.attributes.get("index", "")
        given[issue] = (place, {o: m / top for o, m in zip(options, marks, strict=True)})
    weights = {
        w.attributes.get("index", ""): _number(w, "value", notes) for w in objective.all("weight")
    }
    known = same_names({issue: list(o) for issue, (_, o) in given.items()}, issues, notes)
    for issue, (place, _) in given.items():
        if place not in weights:
            found = Words(f"no weight of the issue {show(issue)}")
            notes.add(objective.place, found, "one for each issue")
    if not known or notes:
        return None
    discounts = [_number(d, "value", notes) for d in root.all("discount_factor")]
    if any(discount not in (0.0, 1.0) for discount in discounts):
        losses.append(discounted(name))
    reserved = [_number(r, "value", notes) for r in root.all("reservation")]
    if notes:
        return None
    try:
        return normal(
            name,
            [weights[given[i.name][0]] for i in issues],
            [[given[i.name][1][o] for o in i.options] for i in issues],
            reserved[0] * total_of(list(weights.values())) if reserved else None,
        )
    except ValueError as error:
        notes.add(objective.place, Words(str(error)), "options of different value")
        return None


def _attribute(element: Element, name: str, notes: Notes) -> str:
    if name not in element.attributes:
        notes.add(element.place, Words(f"<{element.tag}> without {name}"), f"{name}=...")
    return element.attributes.get(name, "")


def _number(element: Element, name: str, notes: Notes) -> float:
    text = _attribute(element, name, notes)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        if text:
            notes.add(element.place, text, f"{name}: a finite number")
        return 0.0
    return number


def written(domain: Domain) -> dict[str, str]:
    """The texts of the domain's files by name."""
    head = f'<utility_space number_of_issues="{len(domain.issues)}">'
    made = {
        "domain.xml": f"<negotiation_template>\n{head}\n{_tree(domain, None)}"
        "</utility_space>\n</negotiation_template>\n"
    }
    for number, profile in enumerate(domain.profiles, start=1):
        reserved = 0.0 if profile.reservation is None else profile.reservation
        tail = f'<discount_factor value="1.0"/>\n<reservation value="{reserved!r}"/>\n'
        text = f"{head}\n{_tree(domain, profile)}{tail}</utility_space>\n"
        made[f"{file_stem(number, profile)}.xml"] = text
    return made


def _tree(domain: Domain, profile: Profile | None) -> str:
    name = quoteattr(domain.name)
    lines = [f'<objective index="0" name={name} description="" type="objective" etype="objective">']
    for i, issue in enumerate(domain.issues):
        kinds = 'type="discrete" etype="discrete" vtype="discrete"'
        lines.append(f'<issue index="{i + 1}" name={quoteattr(issue.name)} {kinds}>')
        for o, option in enumerate(issue.options):
            title = issue.titles[o] if issue.titles else option
            item = f'<item index="{o + 1}" value={quoteattr(option)} description={quoteattr(title)}'
            mark = "" if profile is None else f' evaluation="{_mark(profile, i, o)!r}"'
            lines.append(f"{item}{mark}/>")
        lines.append("</issue>")
    if profile is not None:
        weights = enumerate(profile.weights, start=1)
        lines += [f'<weight index="{i}" value="{weight!r}"/>' for i, weight in weights]
    return "\n".join([*lines, "</objective>", ""])


def _mark(profile: Profile, issue: int, option: int) -> float:
    """An option's evaluation; where all are equal 1, for GENIUS divides by the largest."""
    return profile.values[issue][option] if profile.weights[issue] > 0.0 else 1.0
