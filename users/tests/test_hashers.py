import os
import subprocess
import sys
import threading

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher

from users import hashers


def test_it_is_django_s_own_hash():
    encoded = hashers.PatientPBKDF2().encode("s3cret", "salt", 10)

    assert encoded == PBKDF2PasswordHasher().encode("s3cret", "salt", 10)
    assert identify_hasher(encoded).algorithm == "pbkdf2_sha256"
    assert hashers.PatientPBKDF2().verify("s3cret", encoded)
    assert not hashers.PatientPBKDF2().verify("another", encoded)


def test_an_error_reaches_the_caller():
    with pytest.raises(ValueError, match="salt"):
        hashers.PatientPBKDF2().encode("s3cret", "a$b", 10)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_requests_go_first():
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert hashers.workers.executor.submit(niceness).result() == min(
        niceness() + hashers.NICENESS, hashers.LOWEST
    )


FORK = """
import os
from django.conf import settings
settings.configure()
from users.hashers import PatientPBKDF2
PatientPBKDF2().encode("s3cret", "salt", 10)
pid = os.fork()
if pid == 0:
    os._exit(PatientPBKDF2().encode("s3cret", "salt", 10).count("$"))
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_forked_process_hashes_too():
    run = [sys.executable, "-c", FORK]
    assert subprocess.run(run, capture_output=True, text=True, timeout=3600).stdout == "3\n"
