"""Figures for Prometheus: how many updates wait, how many were taken. Counts only, nobody in them."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.config import Metrics as MetricsConfig
from bot.intake import Intake


class Metrics:
    """An HTTP page at ``/metrics``."""

    def __init__(self, config: MetricsConfig, intake: Intake) -> None:
        self._config = config
        self._registry = CollectorRegistry()
        undone = Gauge("louyuan_inbox_undone", "Updates stored and not yet done", registry=self._registry)
        undone.set_function(lambda: float(intake.undone))
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._page)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._config.listen, self._config.port).start()

    async def stop(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
