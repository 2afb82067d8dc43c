"""How many messages may go out, and when: strict sliding windows. Instants are integer milliseconds of any clock.

Telegram's figures (Bots FAQ, "My bot is hitting limits"): about 30 messages a second over all chats, 20 a minute in one
group, about one a second in one private chat with short bursts; sends and edits share them. Ours are a little
longer than Telegram's, because two clocks never run alike and a request that timed out may still arrive:

- a slot is taken when a request leaves and becomes free a whole window after its *reply* came. Telegram counted the
  message somewhere between the two, so no window of Telegram's clock ever holds more than the limit, however slow the
  network is;
- 61 s stand for the minute, 1.005 s for the second and 3.1 s for the burst. The second is the tightest: a broadcast
  to thousands of people takes as many times longer as it is longer than a second.
"""

from __future__ import annotations

from bisect import insort
from collections import deque

GROUP_WINDOW_MS = 61_000
SECOND_WINDOW_MS = 1_005
PRIVATE_WINDOW_MS = 3_100
PRIVATE_LIMIT = 3
_MOST_SPARE = 4


def spare_for_answers(limit: int) -> int:
    """How many of a window's slots a redrawn card must leave free for people who wait for an answer: 4 of 20."""
    return min(_MOST_SPARE, limit // 5)


class Window:
    """At most ``limit`` messages in any half-open window of ``span`` milliseconds."""

    __slots__ = ("_open", "_times", "limit", "span")

    def __init__(self, limit: int, span: int) -> None:
        self.limit = limit
        self.span = span
        self._open = 0
        self._times: deque[int] = deque()

    def wait(self, now: int, count: int = 1, spare: int = 0) -> int:
        """Milliseconds until ``count`` more messages fit and leave ``spare`` free; 0 when they fit now.

        While requests are in flight this is the shortest possible wait: it is to be asked again when one has ended.
        More messages than the limit (a long album) fit into an empty window only.
        """
        self._forget(now)
        room = max(1, self.limit - spare)
        over = self._open + len(self._times) + min(count, room) - room
        if over <= 0:
            return 0
        return self._times[over - 1] + self.span - now if over <= len(self._times) else self.span

    def start(self, count: int = 1) -> None:
        """``count`` messages leave now."""
        self._open += count

    def finish(self, now: int, count: int = 1) -> None:
        """The reply to ``count`` messages came, or never will: from now on they age."""
        self._open -= count
        self._times.extend([now] * count)

    def remember(self, instant: int) -> None:
        """A message that went out earlier, in any order."""
        insort(self._times, instant)

    def idle(self, now: int) -> bool:
        """Whether nothing in it matters any more."""
        self._forget(now)
        return not self._open and not self._times

    def _forget(self, now: int) -> None:
        times = self._times
        while times and times[0] + self.span <= now:
            times.popleft()
