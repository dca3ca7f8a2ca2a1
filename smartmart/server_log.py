"""The server's own lines, as discreet as the shop's (gunicorn.conf.py names this class)."""

import os

from dotenv import load_dotenv
from gunicorn.config import Config
from gunicorn.glogging import Logger

from smartmart import env
from smartmart.logs import discreet, formatter


class DiscreetLogger(Logger):
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        load_dotenv(os.environ.get("DOTENV_FILE", ".env"))
        lines = formatter(as_json=not env.flag("DEBUG", False))
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(lines)

    def atoms(self, resp, req, environ, request_time) -> dict:
        """A link's token gives way here already: an access log may go where no formatter is."""
        found = super().atoms(resp, req, environ, request_time)
        return found | {"U": discreet(found["U"] or ""), "r": discreet(found["r"]), "q": ""}
