# syntax=docker/dockerfile:1
# Two stages: the first makes wheels, the second holds what runs, and no tool to build with.
FROM python:3.12-slim AS wheels
COPY requirements.txt requirements-s3.txt requirements-sentry.txt constraints.txt /build/
# Without the test suite's packages, which come last.
RUN sed -i '/^# The test suite/,$d' /build/requirements.txt && pip wheel --no-cache-dir --wheel-dir /wheels \
        -r /build/requirements.txt -r /build/requirements-s3.txt \
        -r /build/requirements-sentry.txt -c /build/constraints.txt

FROM python:3.12-slim
# A fixed number, so that volumes and policies can name it.
RUN groupadd --system --gid 10001 smartmart \
    && useradd --system --uid 10001 --gid smartmart --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin smartmart
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-compile /wheels/*.whl
# A new volume mounted here belongs to the user that writes to it.
RUN install -d -o 10001 -g 10001 /var/lib/smartmart/media
WORKDIR /srv/smartmart
COPY . .
# Compiled now, because nothing can be written later: the root file system may be read-only.
RUN python -m compileall -q /srv/smartmart "$(python -c 'import site; print(site.getsitepackages()[0])')"
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PORT=8000
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "smartmart.wsgi", "--config", "gunicorn.conf.py"]
