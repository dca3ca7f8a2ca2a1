"""The database server that the proof may kill."""

from tools.proof.mariadb import Mariadb

# None where the proof runs on somebody else's.
own_server: Mariadb | None = None
