#!/usr/bin/env bash
# Installs the real servers that the tests in test/real talk to. Knows Debian and Ubuntu; elsewhere it only names them.
# May be run twice: what is there already is left alone. No service is started or enabled: the tests start their own.
set -euo pipefail

# frr: routers; frr-pythontools: their reload checker; openssh-server, dropbear-bin: SSH servers; python3-asyncssh: the
# bench's yardstick; iproute2: network namespaces; git: the backup tests.
packages=(frr frr-pythontools openssh-server dropbear-bin python3-asyncssh iproute2 git)

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: everything is installed (${packages[*]})"
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "setup: this system has no apt-get. Install these yourself, under the names your system gives them:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  echo "Without them \`npm test\` skips the tests in test/real and says so." >&2
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: not root, and there is no sudo. As root, run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "setup: installing ${missing[*]} with apt-get; no service will be started"

# Debian starts a package's service when it is installed, unless policy-rc.d answers 101.
policy=/usr/sbin/policy-rc.d
set_aside=$policy.rollcall-setup
restore_policy() {
  "${as_root[@]}" rm -f "$policy"
  if [ -e "$set_aside" ]; then "${as_root[@]}" mv "$set_aside" "$policy"; fi
}
trap restore_policy EXIT
# A file set aside by a setup that was killed is the original; never overwrite it.
if [ -e "$policy" ] && [ ! -e "$set_aside" ]; then "${as_root[@]}" mv "$policy" "$set_aside"; fi
printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
"${as_root[@]}" chmod 755 "$policy"

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "setup: done"
