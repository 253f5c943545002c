"""Scenarios as the domain files of the negotiation field, and such files as scenarios.

Three formats: GENIUS (XML), GeniusWeb (JSON) and NegMAS (YAML). They hold issues,
options, each party's weights and values, and its reservation value; what a
scenario has beyond that is lost, and said to be.
"""

from sim.exchange.arriving import Import, import_files, scenario_text
from sim.exchange.domain import Domain, Issue, Profile, normal, utilities
from sim.exchange.files import FORMATS, Read, read, written
from sim.exchange.leaving import Export, domain_of, export

__all__ = [
    "FORMATS", "Domain", "Export", "Import", "Issue", "Profile", "Read", "domain_of", "export",
    "import_files", "normal", "read", "scenario_text", "utilities", "written",
]  # fmt: skip
