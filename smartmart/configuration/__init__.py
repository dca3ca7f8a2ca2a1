"""The settings, one module for each subject. smartmart/settings.py puts them together."""

import os
from pathlib import Path

from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent.parent
load_dotenv(BASE_DIR / os.environ.get("DOTENV_FILE", ".env"))
