# Kommuna in a container: small, without root, from pinned and hashed wheels.

FROM python:3.13-slim-bookworm AS wheels
RUN python -m venv /opt/kommuna
COPY requirements.txt .
RUN /opt/kommuna/bin/pip install --no-cache-dir --disable-pip-version-check --no-compile \
    --only-binary :all: --require-hashes -r requirements.txt \
    && /opt/kommuna/bin/pip uninstall --yes --quiet pip


FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin kommuna \
    && install --directory --owner kommuna --group kommuna --mode 700 /data
COPY --from=wheels /opt/kommuna /opt/kommuna
WORKDIR /app
COPY main.py serving.py LICENSE ./
COPY bot bot
COPY cli cli
COPY dialogs dialogs
COPY gateways gateways
COPY handlers handlers
COPY jobs jobs
COPY locales locales
COPY migrations migrations
COPY miniapp miniapp
COPY models models
COPY sandbox sandbox
COPY services services
RUN /opt/kommuna/bin/python -m compileall -q /app /opt/kommuna/lib

ENV PATH=/opt/kommuna/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data
USER kommuna
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', '8080')}/health/live\", timeout=2)"]
ENTRYPOINT ["python", "main.py"]
CMD ["serve"]
