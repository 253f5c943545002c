"""Structures: how compiled rules hand on the tuples that plain rules hand on.

A tuple of ninety arrays is ninety arguments to compiled code: copied from rule to
rule, and compiled wherever it is named. So a tuple marked with `@structure` stands
in compiled code as one reference to a structure of the same fields, by which
they are read alike. Imported only where Numba is.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

from numba.core import types
from numba.experimental import structref

# how many tuples that many calls share are kept as structures, as an arena is
_KEPT = 16


class Structure(types.StructRef):
    """The type of a structure; its name is short, for names of types become names of code."""

    def __init__(self, fields: Iterable[tuple[str, Any]]) -> None:
        plain = [(name, types.unliteral(kind)) for name, kind in fields]  # type: ignore[no-untyped-call]
        super().__init__(plain)  # type: ignore[no-untyped-call]
        digest = hashlib.blake2b(repr(self._fields).encode(), digest_size=8)
        self.name = f"{type(self).__name__}_{digest.hexdigest()}"


def _named(name: str, base: type[Any]) -> type[Any]:
    """A class of this module: code that is kept finds it here by its name."""
    made = type(name, (base,), {"__module__": __name__, "__slots__": ()})
    globals()[name] = made
    return made


class Form:
    """One marked tuple class as compiled code knows it: its constructor and its way back."""

    def __init__(
        self, kind: type[Any], shared: bool, compile_: Callable[[FunctionType], Any]
    ) -> None:
        names: tuple[str, ...] = kind._fields
        typeclass = _named(f"{kind.__name__}Structure", Structure)
        structref.register(typeclass)  # type: ignore[no-untyped-call]
        self.kind, self.shared = kind, shared
        self.proxy = _named(f"{kind.__name__}Proxy", structref.StructRefProxy)
        structref.define_proxy(  # type: ignore[no-untyped-call]
            self.proxy, typeclass, names
        )
        given, read = ", ".join(names), ", ".join(f"it.{name}" for name in names)
        made = f"def make_{kind.__name__}({given}):\n    return Proxy({given})\n"
        told = f"def tell_{kind.__name__}(it):\n    return ({read},)\n"
        scope: dict[str, Any] = {"Proxy": self.proxy, "__name__": __name__}
        exec(made + told, scope)
        self._make = compile_(scope[f"make_{kind.__name__}"])
        self._tell = compile_(scope[f"tell_{kind.__name__}"])
        self._kept: dict[int, tuple[Any, Any]] = {}
        self._lock = threading.Lock()

    def into(self, value: Any, hand: Callable[[Any], Any]) -> Any:
        """The structure of a tuple; of one that many calls share, made once."""
        if self.shared:
            kept = self._kept.get(id(value))
            if kept is not None and kept[0] is value:
                return kept[1]
        made = self._make(*[hand(part) for part in value])
        if self.shared:
            with self._lock:
                while len(self._kept) >= _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[id(value)] = (value, made)
        return made

    def back(self, made: Any, take: Callable[[Any], Any]) -> Any:
        """The tuple of a structure."""
        return self.kind(*[take(part) for part in self._tell(made)])


class Crossing:
    """The border between Python and compiled rules: what is handed over, and what comes back."""

    def __init__(self) -> None:
        self.forms: dict[type[Any], Form] = {}
        self._proxies: dict[type[Any], Form] = {}

    def open(
        self, kinds: dict[type[Any], bool], compile_: Callable[[FunctionType], Any]
    ) -> dict[int, Any]:
        """Give every marked class its form, once; what stands for it in compiled code, by id."""
        for kind, shared in kinds.items():
            if kind not in self.forms:
                self.forms[kind] = form = Form(kind, shared, compile_)
                self._proxies[form.proxy] = form
        return {id(kind): form.proxy for kind, form in self.forms.items()}

    def hand(self, value: Any) -> Any:
        """What compiled code gets for a value of plain Python."""
        form = self.forms.get(type(value))
        return value if form is None else form.into(value, self.hand)

    def take(self, value: Any) -> Any:
        """What plain Python gets for a value of compiled code."""
        form = self._proxies.get(type(value))
        if form is not None:
            return form.back(value, self.take)
        if isinstance(value, tuple):
            parts = [self.take(part) for part in value]
            plain = type(value) is tuple
            return tuple(parts) if plain else type(value)(*parts)
        return value
