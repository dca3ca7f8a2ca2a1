"""The database servers that the proof may kill. None where it runs on somebody else's."""

from tools.proof.mariadb import Mariadb
from tools.proof.pair import Pair

own_server: Mariadb | None = None
pair: Pair | None = None
