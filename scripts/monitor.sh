#!/bin/sh
# Follows the log where Kommuna runs as a service.
cd "$(dirname "$0")/.." || exit 1
if docker compose ps --quiet app 2>/dev/null | grep -q .; then
    exec docker compose logs --follow app
elif systemctl is-active --quiet kommuna 2>/dev/null; then
    exec journalctl --unit kommuna --follow
fi
echo "Kommuna runs neither in Compose nor under systemd: its log is on the terminal of 'make run'." >&2
exit 1
