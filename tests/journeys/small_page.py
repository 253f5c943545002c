"""A page of one button and two icons, served as the game is: python small_page.py PORT."""

import sys

from ui import settings

settings.apply()

import solara  # noqa: E402
import solara.server.starlette  # noqa: E402
import uvicorn  # noqa: E402
from starlette.applications import Starlette  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from ui.vendor.route import route  # noqa: E402


@solara.component
def Page() -> None:
    presses, set_presses = solara.use_state(0)
    solara.Button(f"Pressed {presses}", on_click=lambda: set_presses(presses + 1))
    solara.Button("Home", icon_name="mdi-home")


def app() -> Starlette:
    return Starlette(
        routes=[route(), Mount("/", app=solara.server.starlette.app)],
        lifespan=solara.server.starlette.lifespan,
    )


if __name__ == "__main__":
    settings.check()
    uvicorn.run(app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
