"""Rules written once: interpreted for one world, compiled for many.

A function marked `@rule` stays plain Python until `warm` gives it a compiled
twin. Rules call each other by bare name, so a twin is the same code object
whose globals hold the other rules' twins. Interpreted and compiled agree bit
for bit; swapping in the middle of a game changes nothing but the speed.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

RULES_VERSION = "1"
# modules without rules whose constants and types compiled code is made of
_TYPES = ("arena", "columns", "hypotheses", "knowledge", "structures", "world")
_ENTRY = {"nogil": True}
_INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class Rule(Generic[P, T]):
    """A function of the rules: its plain form and, once warm, its compiled twin.

    Python enters compiled code only through an entry; other twins are called by
    twins alone, which spares most of the compiler's work.
    """

    def __init__(self, plain: Callable[P, T], entry: bool) -> None:
        self.plain = plain
        self.body: Callable[P, T] = plain
        self.entry = entry
        self.fast: Callable[P, T] | None = None
        functools.update_wrapper(self, plain)
        _registry.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.fast is None or not self.entry or _state.interpreted:
            return self.plain(*args, **kwargs)
        if not (_shared.is_set() or _state.trying) or _elsewhere():
            return self.plain(*args, **kwargs)
        given = [_crossing.hand(value) for value in args]
        named = {name: _crossing.hand(value) for name, value in kwargs.items()}
        found: T = _crossing.take(self.fast(*given, **named))
        return found


class _State(threading.local):
    interpreted = False
    trying = False


_registry: list[Rule[Any, Any]] = []
_structures: dict[type[Any], bool] = {}
_crossing: Any = None  # `sim.structures.Crossing`, once there are twins
_state = _State()
_lock = threading.Lock()
_shared = threading.Event()
_alone: int | None = None  # the one thread that runs compiled rules, where only one may


def rule(plain: Callable[P, T]) -> Rule[P, T]:
    """Mark a function as a rule: pure, and in the subset of Python that Numba compiles."""
    return Rule(plain, entry=False)


def in_one_pass(of: Rule[P, T]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark what the compiler is to read for a rule of `sim.arrays`: the same, as one loop.

    An expression of whole arrays is quick to interpret, a loop is quick once compiled. Both give
    the same to the last bit, and a test holds them to it.
    """

    def given(body: Callable[P, T]) -> Callable[P, T]:
        of.body = body
        return body

    return given


def entry(plain: Callable[P, T]) -> Rule[P, T]:
    """Mark a rule through which Python enters compiled code."""
    return Rule(plain, entry=True)


def structure(kind: type[T]) -> type[T]:
    """Mark a tuple class of many arrays: compiled rules hand on a reference to it."""
    _structures[kind] = False
    return kind


def shared_structure(kind: type[T]) -> type[T]:
    """The same, of tuples with which Python enters compiled code again and again."""
    _structures[kind] = True
    return kind


def available() -> bool:
    """Whether rules can be compiled here."""
    if os.environ.get("CEASEFIRE_INTERPRETED") == "1":
        return False
    return importlib.util.find_spec("numba") is not None


def warmed() -> bool:
    """Whether compiled twins are in use."""
    return _shared.is_set() and all(each.fast is not None for each in _registry)


@functools.cache
def rules_hash() -> str:
    """Digest of every source file that holds rules or their constants."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_bytes()
        if b"\n@rule\n" in source or b"\n@entry\n" in source or path.stem in _TYPES:
            digest.update(source)
    return digest.hexdigest()


def warm(use: Callable[[], object] | None = None) -> bool:
    """Give every rule its compiled twin; compiles at first call. False without Numba.

    With `use`, this thread calls it first, on the twins, and everybody else goes on
    interpreted until it has returned: nobody's first call waits for the compiler.
    """
    if not available():
        return False
    with _lock:
        if any(each.fast is None for each in _registry):
            _compile()
        if use is not None and not _shared.is_set():
            _state.trying = True
            try:
                use()
            finally:
                _state.trying = False
        _shared.set()
    return True


def alone() -> bool:
    """Let this thread alone run compiled rules from now on, faster; others stay interpreted.

    For a process that plays worlds one after the other and was just begun: False, and nothing
    changes, once rules are compiled, and without Numba.
    """
    global _alone
    if not available():
        return False
    from sim import counting

    with _lock:
        if any(each.fast is not None for each in _registry) or not counting.without_locks():
            return False
        _alone = threading.get_ident()
    return True


def _elsewhere() -> bool:
    """Whether this is not the one thread that may run compiled rules."""
    return _alone is not None and threading.get_ident() != _alone


def folder() -> Path:
    """Where compiled rules of exactly these sources are kept."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("ceasefire", appauthor=False), "rules", rules_hash())


def _keepers() -> tuple[type, type]:
    """Caches of compiled functions that go by what the rules say, not by where they lie.

    Numba's own knows a source by its path and time and ignores edits in imported modules. The
    second is for what Python calls: of that it loads the machine's code alone.
    """
    from numba.core import caching

    class Locator(caching._CacheLocator):
        def __init__(self, py_func: FunctionType) -> None:
            self._py_file = py_func.__code__.co_filename
            self._line = py_func.__code__.co_firstlineno

        def get_cache_path(self) -> str:
            return str(folder())

        def get_source_stamp(self) -> str:
            return rules_hash()

        def get_disambiguator(self) -> str:
            return str(self._line)

        @classmethod
        def from_function(cls, py_func: FunctionType, py_file: str) -> Locator:
            return cls(py_func)

    class Impl(caching.CompileResultCacheImpl):
        _locator_classes = [Locator]  # type: ignore[list-item]  # noqa: RUF012

    class Keeper(caching.FunctionCache):
        _impl_class = Impl

    class Lean(Keeper):
        def _load_overload(self, sig: Any, target_context: Any) -> Any:
            codegen = target_context.codegen()
            key = self._index_key(sig, codegen)  # type: ignore[no-untyped-call]
            payload = self._cache_file.load(key)  # type: ignore[no-untyped-call]
            return payload and _without_source(self, key, payload, target_context)

    return Keeper, Lean


def _without_source(keeper: Any, key: Any, payload: Any, target_context: Any) -> Any:
    """A compiled function whose source, as other functions would inline it, is left on the disk.

    Numba keeps it parsed: some 80 MB for all that Python calls, read only when another function
    that calls one of these is compiled, which has its own way of getting at it here.
    """
    import llvmlite.binding as llvm  # type: ignore[import-untyped]
    from numba.core.compiler import CompileResult

    (name, kind, (code, _)), described, *more = payload
    nothing = llvm.parse_assembly("").as_bitcode()
    # what Numba would have found named in the source
    engine = target_context.codegen()._engine
    engine._defined_symbols.add(described.llvm_cpython_wrapper_name)
    given = (name, kind, (code, nothing)), described, *more
    made: Any = CompileResult._rebuild(target_context, *given)  # type: ignore[no-untyped-call]
    library = made.library
    library._shared_module = None

    def source() -> Any:
        if library._shared_module is None:
            (_, _, (_, kept)), *_ = keeper._cache_file.load(key)
            library._shared_module = llvm.parse_bitcode(kept)
        return library._shared_module

    library._get_module_for_linking = source
    return made


def _compile() -> None:
    global _crossing
    import numba

    from sim.structures import Crossing

    keeper, lean = _keepers()

    def at_border(plain: FunctionType) -> Any:
        compiled: Any = numba.njit(nogil=True)(plain)
        compiled._cache = lean(plain)
        return compiled

    crossing = _crossing or Crossing()
    twins: dict[int, Any] = crossing.open(_structures, at_border)
    scopes: list[dict[str, Any]] = []
    for each in _registry:
        source = each.body
        assert isinstance(source, FunctionType)
        scopes.append(dict(source.__globals__))
        twin = FunctionType(
            source.__code__, scopes[-1], source.__name__, source.__defaults__, source.__closure__
        )
        twin.__qualname__, twin.__module__ = source.__qualname__, source.__module__
        inner: dict[str, Any] = _ENTRY if each.entry else _INNER
        twins[id(each)] = numba.njit(error_model="numpy", **inner)(twin)
        twins[id(each)]._cache = (lean if each.entry else keeper)(twin)
    for scope in scopes:
        for name, value in scope.items():
            scope[name] = twins.get(id(value), value)
    _crossing = crossing
    for each in _registry:
        each.fast = twins[id(each)]


def in_use() -> bool:
    """Whether this thread runs compiled rules."""
    return _shared.is_set() and not _state.interpreted and not _elsewhere()


def side_by_side() -> bool:
    """Whether several threads may run compiled rules, which leave the interpreter to each other."""
    return in_use() and _alone is None


@contextmanager
def interpreted() -> Iterator[None]:
    """Use the plain rules in this thread, whatever is warm."""
    before, _state.interpreted = _state.interpreted, True
    try:
        yield
    finally:
        _state.interpreted = before
