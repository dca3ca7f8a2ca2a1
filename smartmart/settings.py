"""Settings, by subject. Values that differ between machines come from the environment; .env.example
explains each variable."""

from smartmart.configuration import *
from smartmart.configuration.accounts import *
from smartmart.configuration.api import *
from smartmart.configuration.application import *
from smartmart.configuration.databases import *
from smartmart.configuration.email import *
from smartmart.configuration.environment import *
from smartmart.configuration.files import *
from smartmart.configuration.monitoring import *
from smartmart.configuration.payments import *
from smartmart.configuration.security import *
from smartmart.configuration.shop import *
