"""``python -m bot`` is ``louyuan``."""

from __future__ import annotations

from bot.lasting import lasting


def main() -> None:
    """Run the command line."""
    with lasting():
        from bot.cli.main import app

    app()


if __name__ == "__main__":
    main()
