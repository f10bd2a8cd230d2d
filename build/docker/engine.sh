#!/usr/bin/env bash
# The Docker engine that the tests run against. Usage: engine.sh up|down FOLDER
#   up    as root: installs what is missing (apt-get) and starts an engine of its own, whose socket, data and network are apart from those of
#         any other; the file FOLDER/docker-host then says where it is. Else, or where none can be started: one that answers will do.
#   down  ends the engine that "up" started, with its containers, images and mounts, and no other; nothing happens where there is none
# The last line of what it prints says what is lacking when it fails.
set -u -o pipefail
action=${1:-} folder=${2:-}
[ -n "$folder" ] || { echo "usage: $0 up|down FOLDER"; exit 2; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
address=$folder/docker-host log=$folder/dockerd.log mark=$folder/dockerd.root

alive() { # PID: and not only unburied
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) && [[ ${stat##*) } != Z* ]]
}

install() {
  # Images are made of busybox, without a registry. Other builds of it than the static one need libraries that an image would lack.
  local missing=()
  command -v busybox >/dev/null || missing+=(busybox-static)
  [ "$(id -u)" != 0 ] || command -v dockerd >/dev/null || missing+=(docker.io)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "there is no ${missing[*]} and this user may not install it: apt-get install ${missing[*]}"
    return 1
  fi
  echo "installing ${missing[*]} ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"; } \
    >"$folder/apt-docker.log" 2>&1 </dev/null || { echo "${missing[*]} could not be installed: $(tail -n 1 "$folder/apt-docker.log")"; return 1; }
}

start() { # An engine with nothing of the machine's but its kernel; the tests give no container a network.
  local root pid
  # Not below FOLDER: the path of a socket has room for about a hundred characters.
  root=$(mktemp -d /tmp/orrery-engine.XXXXXX) || return 1
  printf '%s\n' "$root" >"$mark"
  setsid unshare --net dockerd --host "unix://$root/docker.sock" --data-root "$root/data" --exec-root "$root/exec" --pidfile "$root/dockerd.pid" \
    --bridge none --iptables=false --shutdown-timeout 2 >"$log" 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 600); do
    grep -q 'API listen on' "$log" && { printf 'unix://%s/docker.sock\n' "$root" >"$address"; return 0; }
    alive "$pid" || break
    sleep 0.1
  done
  echo "dockerd does not start: $(grep -v '^$' "$log" | tail -n 1)"
  down
  return 1
}

up() {
  down
  install || return 1
  if [ "$(id -u)" = 0 ]; then
    start && return 0
  else
    echo "only root can start a Docker engine: start dockerd, or set DOCKER_HOST"
  fi
  command -v docker >/dev/null && docker info >/dev/null 2>&1 </dev/null
}

down() {
  local root pid
  rm -f "$address"
  root=$(cat "$mark" 2>/dev/null) && [ -d "$root" ] || return 0
  if pid=$(cat "$root/dockerd.pid" 2>/dev/null) && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
    kill "$pid" 2>/dev/null
    for _ in $(seq 300); do
      alive "$pid" || break
      sleep 0.1
    done
    alive "$pid" && kill -9 "$pid"
  fi
  # An engine mounts its data onto itself and leaves it so.
  umount --recursive --lazy "$root/data" 2>/dev/null
  rm -rf "$root" "$mark"
}

case $action in
  up) up ;;
  down) down ;;
  *) echo "usage: $0 up|down FOLDER"; exit 2 ;;
esac
