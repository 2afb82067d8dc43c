"""The demonstration's server, without a browser."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from demo.evening import Report
from demo.server import FONT, make_app
from demo.story import Offer, Story, default_steps
from emulator import Emulator

Client = TestClient[Request, Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """The application with one neighbour; its busy evening breaks off."""
    emulator = Emulator()
    wang = emulator.add_user("3号楼2单元 王阿姨")
    offer = Offer(wang.id, wang.name, "resident", "3号楼2单元301", "K7", "https://t.me/tiny_bot?start=K7")
    story = Story(-1, [offer], default_steps(wang.id))

    async def breaks_off(report: Report) -> None:
        report(3, 80)
        raise RuntimeError("no card to vote on")

    async with TestClient(TestServer(make_app(emulator, lambda: story, breaks_off))) as client:
        yield client


async def test_the_page_forbids_everything_from_outside(client: Client) -> None:
    response = await client.get("/")
    assert response.status == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "https://" not in (await response.text())


@pytest.mark.parametrize("path", ["/page/app.js", "/page/style.css", "/page/wallpaper.svg", f"/page/font/{FONT}"])
async def test_its_parts_are_served(client: Client, path: str) -> None:
    response = await client.get(path)
    assert response.status == 200
    assert response.content_length


@pytest.mark.parametrize(
    "path", ["/page/nothing.js", "/page/..%2Fserver.py", "/page/font/other.otf", "/demo/slip/1.svg"]
)
async def test_anything_else_is_not_found(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_the_story_tells_whom_one_can_be(client: Client) -> None:
    story = await (await client.get("/demo/story")).json()
    assert [person["home"] for person in story["people"]] == ["3号楼2单元301"]
    assert story["evening"] == {"available": True, "running": False, "done": 0, "total": 0, "failed": False}
    slip = await client.get(f"/demo/slip/{story['people'][0]['user']}.svg")
    assert slip.content_type == "image/svg+xml"


async def test_an_evening_that_breaks_off_says_so_and_can_begin_again(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        begun = await client.post("/demo/busy-evening")
        assert begun.status == 202
        progress = await (await client.get("/demo/busy-evening")).json()
        assert progress == {"available": True, "running": False, "done": 3, "total": 80, "failed": True}
    assert "no card to vote on" in caplog.text
