"""`ceasefire host`: classes on the local network."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence

import typer

from ui.settings import SettingsError

from ..words import say
from .refusal import Refused


def host(
    port: int | None,
    address: str,
    names: list[str],
    certificate: str | None,
    key: str | None,
    database: str = "",
    server: str = "",
    proxies: Sequence[str] = (),
) -> None:
    """Serve until stopped; prints where to go and the teacher's one-time link."""
    from ui import app, fence, memory, rooms, serving
    from ui.database import StoreError, connect, place
    from ui.postgres import is_address
    from ui.rooms.log import Log

    known = {*fence.NAMES, socket.gethostname().lower(), *(one.lower() for one in names)}
    known |= {f"{socket.gethostname().lower()}.local", *addresses()}
    own, outside = where(address)
    if server and not re.fullmatch(r"[\w-]{1,40}", server, re.ASCII):
        raise Refused(say("cli.host.server_bad", server=server))
    if database and not is_address(database):
        raise Refused(say("store.bad_address"))
    scheme = "https" if certificate else "http"
    trusted = [network(one) for one in proxies]
    if key and not certificate:
        raise Refused(say("cli.host.key_alone"))
    works = rooms.Works()
    # before there are threads, files or sockets, which a copy would have too
    works.fork()
    # a new database is laid by much that is never needed again
    memory.aside(lambda: connect(database or place()).dispose())
    try:
        log = Log(database or None)
        on = serving.listen(port, "0.0.0.0")
        at = outside or f"{scheme}://{own}:{on.getsockname()[1]}"
        log.own(server, at)
        house = rooms.open_house(log, at, works)
    except (serving.CannotListen, StoreError) as error:
        raise Refused(str(error)) from error
    try:
        built = app.build(names={*known, own}, house=house)
    except SettingsError as error:
        raise Refused(str(error)) from error

    def ready() -> None:
        typer.echo(say("cli.host.students", address=at))
        typer.echo(say("cli.host.teacher", address=f"{at}/teacher/key/{house.new_link()}"))
        typer.echo(say("cli.host.next"))
        typer.echo(say("cli.host.secure" if at.startswith("https://") else "cli.host.plain"))
        typer.echo(say("cli.play.folder", path=log.path))

    try:
        serving.serve(built, on, ready, certificate, key, trusted)
    except KeyboardInterrupt:
        pass
    except OSError as error:
        raise Refused(say("cli.host.certificate_bad", reason=str(error))) from error
    finally:
        log.close()
    typer.echo(say("cli.host.stopped"))
    serving.leave()


def where(asked: str) -> tuple[str, str]:
    """The name students reach this server by, and the whole address if a proxy has another one.

    >>> where("Games.School.example"), where("https://games.school.example/")
    (('games.school.example', ''), ('games.school.example', 'https://games.school.example'))
    """
    if not asked:
        return next(iter(addresses()), "127.0.0.1"), ""
    found = re.fullmatch(r"(https?://)?([\w.-]{1,253})(:\d{1,5})?/?", asked.lower())
    if found is None or (found[3] and not found[1]):
        raise Refused(say("cli.host.address_bad", address=asked))
    return found[2], f"{found[1]}{found[2]}{found[3] or ''}" if found[1] else ""


def network(asked: str) -> str:
    """The address or network of a proxy.

    >>> network("127.0.0.1"), network("10.0.0.0/8")
    ('127.0.0.1', '10.0.0.0/8')
    """
    try:
        found = ipaddress.ip_network(asked, strict=False)
    except ValueError:
        raise Refused(say("cli.host.proxy_bad", address=asked)) from None
    return str(found.network_address) if found.num_addresses == 1 else str(found)


def addresses() -> list[str]:
    """This machine's addresses on its networks, the one of the default route first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # nothing is sent: the system only says which address it would send from
            probe.connect(("192.0.2.1", 9))
            found.append(str(probe.getsockname()[0]))
        except OSError:
            pass
    try:
        here = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(one[4][0]) for one in here]
    except OSError:
        pass
    usable = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return usable
