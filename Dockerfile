# The image of the API and of the workers; docker-compose.yml says which process runs in which container.
# The base is pinned by version; whoever can reach the registry should pin it by digest as well (docs/deployment.md).
ARG PYTHON_IMAGE=docker.io/library/python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python3 -m venv /opt/venv
# Before the code, so that a change of the code does not install everything again.
COPY requirements.txt requirements-tracing.txt requirements-milvus.txt constraints.txt ./
# requirements-milvus.txt, for an index on Milvus.
ARG MORE_REQUIREMENTS=requirements.txt
RUN /opt/venv/bin/pip install --constraint constraints.txt --requirement requirements.txt \
    --requirement requirements-tracing.txt --requirement ${MORE_REQUIREMENTS}
COPY pyproject.toml ./
COPY models ./models
COPY factcheck ./factcheck
COPY service ./service
COPY workers ./workers
# Editable, so that the code runs from /app, beside its models and data files; compiled, because /app is read-only later.
RUN /opt/venv/bin/pip install --no-deps --editable . \
    && /opt/venv/bin/python -m compileall -q factcheck service workers

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 factcheck \
    && useradd --uid 10001 --gid factcheck --no-create-home --home-dir /var/lib/factcheck \
        --shell /usr/sbin/nologin factcheck \
    && install --directory --owner=factcheck --group=factcheck --mode=0750 /var/lib/factcheck /var/lib/factcheck/index
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    FACTCHECK_HOME=/var/lib/factcheck
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["gunicorn", "--config", "python:service.gunicorn_conf", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "service.wsgi:app"]
