"""How a command says no: a sentence on stderr and an exit code, never a traceback.

0 done, 1 the input was refused, 2 the command was not understood, 70 a fault of
the program itself, 130 stopped from the keyboard, 141 the reader went away.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

import typer

from ..words import say

P = ParamSpec("P")

REFUSED, FAULT, INTERRUPTED, UNREAD = 1, 70, 130, 141


class Refused(Exception):
    """Input that cannot be used; the text is a sentence its giver can act on."""


def refusals(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose refusals are sentences and exit codes."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            _unread()
        except KeyboardInterrupt:
            typer.echo(say("cli.interrupted"), err=True)
            raise typer.Exit(INTERRUPTED) from None
        except (MemoryError, RecursionError):
            typer.echo(say("cli.too_big"), err=True)
            raise typer.Exit(REFUSED) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            _refuse(error)

    return guarded


def _refuse(error: Exception) -> NoReturn:
    if isinstance(error, Refused) or type(error).__name__ in SENTENCES:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from None
    if os.environ.get("CEASEFIRE_DEBUG"):
        raise error
    fault = f"{type(error).__name__}: {error}"
    typer.echo(say("cli.fault", fault=fault[:500]), err=True)
    raise typer.Exit(FAULT) from None


# by name, so that saying no does not import the engine
SENTENCES = {"ScenarioError", "RecordError", "ActError", "StoreError", "SweepError"}


def _unread() -> NoReturn:
    # what is still in the buffer would fail again when the program ends
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(UNREAD)
