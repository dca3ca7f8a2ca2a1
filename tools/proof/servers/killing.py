"""The servers that the proof may kill. Empty if it runs on a given server."""

from tools.proof.servers.galera import GaleraCluster
from tools.proof.servers.mariadb import Mariadb
from tools.proof.servers.pair import Pair
from tools.proof.servers.sentinel import Watched

own_server: Mariadb | None = None
pair: Pair | None = None
cluster: GaleraCluster | None = None
redis: Watched | None = None
