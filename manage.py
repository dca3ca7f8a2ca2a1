#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from common.jobs import schedule

    try:
        with schedule.recorded(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        # Whoever starts the shop has to mend a setting, and needs no stack for it.
        sys.exit(f"SmartMart cannot start: {error}")


if __name__ == "__main__":
    main()
