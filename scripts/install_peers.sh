#!/usr/bin/env bash
# Installs the Debian packages whose servers the tests start for themselves (tests/peers): PostgreSQL, MariaDB, OpenSSH,
# RabbitMQ, Mosquitto, NATS, Dovecot, OpenLDAP, Samba, lighttpd and Valkey (Redis where the release has no Valkey);
# strace, which shows whom the service connects to; libfaketime, which moves a clock; nginx, which stands before two
# replicas; Chromium, which walks through the console; and Node.js with npm for Azurite. No system service is started and
# no default cluster is made: the tests run their own servers, on free loopback ports, with data in a temporary folder.
set -euo pipefail

have() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

if ! command -v apt-get >/dev/null; then
    echo "The tests need PostgreSQL, MariaDB, OpenSSH, Valkey or Redis, RabbitMQ, Mosquitto, nats-server, Dovecot," >&2
    echo "OpenLDAP, Samba, lighttpd with WebDAV, strace, and npm; this script knows Debian's" >&2
    echo "apt-get only: install those (server programs on PATH, nothing running) and create .build/peers.stamp." >&2
    exit 1
fi

missing=()
have postgresql || missing+=(postgresql)
have mariadb-server || missing+=(mariadb-server)
have openssh-server || missing+=(openssh-server)
have strace || missing+=(strace)
# A clock that can be moved, and the proxy that stands before two replicas.
have faketime || missing+=(faketime)
have nginx || missing+=(nginx)
# Brokers, and servers of mail, directories and files.
for package in rabbitmq-server mosquitto nats-server dovecot-imapd slapd samba lighttpd lighttpd-mod-openssl \
    lighttpd-mod-webdav; do
    have "$package" || missing+=("$package")
done
# The other shell that the command completes in.
have zsh || missing+=(zsh)
# Stores that are asked over HTTP.
have clickhouse-server || missing+=(clickhouse-server)
have influxdb || missing+=(influxdb)
# Node.js, of Debian or of another source, runs Azurite.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
# The browser that walks through the console, and letters for its pictures.
for package in chromium fonts-dejavu-core; do
    have "$package" || missing+=("$package")
done
key_value_store=
for candidate in valkey-server redis-server; do
    if have "$candidate"; then key_value_store=$candidate; fi
done

if [ ${#missing[@]} -eq 0 ] && [ -n "$key_value_store" ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Installing ${missing[*]:-a Valkey server} needs root, or sudo." >&2; exit 1; }
    as_root=(sudo)
fi

"${as_root[@]}" apt-get update -q
if [ -z "$key_value_store" ]; then
    if apt-cache show valkey-server >/dev/null 2>&1; then missing+=(valkey-server); else missing+=(redis-server); fi
fi

# Debian starts what it installs, unless this policy says no (invoke-rc.d(8)); 101 is "forbidden by policy".
policy=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/connector-service-tests.conf
made=()
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    made+=("$policy")
fi
"${as_root[@]}" mkdir -p "$(dirname "$no_cluster")"
echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_cluster" >/dev/null
made+=("$no_cluster")
trap '"${as_root[@]}" rm -f "${made[@]}"' EXIT

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
