"""Django's MySQL backend with fewer pings."""
