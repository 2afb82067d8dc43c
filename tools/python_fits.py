"""Says in one sentence why this Python cannot be used; silent when it can.

Called by make before anything is installed, possibly by a very old Python, so it uses only what every Python 3 has.
"""

import sys

NEEDED = (3, 11)


def main() -> int:
    """0 when the version is new enough and venv can make an environment with pip, else 1."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < NEEDED:
        sys.stderr.write(
            "需要 Python 3.11 或更新，这里是 %s；可用 make PYTHON=python3.12 … 指定另一个。\n"
            "Python 3.11 or newer is needed and this is %s; name another with make PYTHON=python3.12 …\n"
            % (version, version)
        )
        return 1
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.stderr.write(
            "这个 Python 缺少 venv；Debian/Ubuntu：apt install python3-venv。\n"
            "This Python lacks venv; on Debian or Ubuntu: apt install python3-venv.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
