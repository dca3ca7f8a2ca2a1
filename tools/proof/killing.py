"""The servers that the proof may kill. None where it runs on somebody else's."""

from tools.proof.galera import Cluster
from tools.proof.mariadb import Mariadb
from tools.proof.pair import Pair
from tools.proof.sentinel import Watched

own_server: Mariadb | None = None
pair: Pair | None = None
cluster: Cluster | None = None
redis: Watched | None = None
