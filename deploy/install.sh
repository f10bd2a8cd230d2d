#!/usr/bin/env bash
# Lays an Orrery server out on this machine, upgrades it, rolls it back, or takes it away. docs/operations/install.md says more.
#
#   install.sh install PUBLISHED   lays out, or upgrades to, what 'dotnet publish' wrote into the folder PUBLISHED
#       --server-name NAME         also configures nginx as the proxy of https://NAME
#       --cert FILE --key FILE     its certificate (with the chain) and key, in PEM
#       --no-backup                an upgrade makes no backup of the store first
#   install.sh rollback            goes back to the version that was there before
#   install.sh list                says which versions are there
#   install.sh uninstall           takes the program away; data, settings and backups stay
#       --purge                    takes those away too
#
#   --root DIR    everything below DIR instead of /: no users, no owners, no services. For images and tests
#   --no-start    does not start, restart or enable services
#
# May be repeated: what is as it should be stays as it is. Settings in /etc/orrery are never overwritten.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
user=orrery
releases_kept=3
units=(orrery.service orrery-backup.service orrery-backup.timer)

root='' command='' published='' server_name='' cert='' key='' start=true backup=true purge=false

say() { printf '%s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit "${2:-1}"; }
wrong() { printf 'install: %s\nSee: %s --help\n' "$1" "${BASH_SOURCE[0]}" >&2; exit 2; }

read_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --root | --server-name | --cert | --key)
        [ $# -gt 1 ] || wrong "$1 needs a value"
        case $1 in
          --root) root=$2 ;;
          --server-name) server_name=$2 ;;
          --cert) cert=$2 ;;
          --key) key=$2 ;;
        esac
        shift 2 ;;
      --no-start) start=false; shift ;;
      --no-backup) backup=false; shift ;;
      --purge) purge=true; shift ;;
      -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
      -*) wrong "there is no option '$1'" ;;
      *)
        if [ -z "$command" ]; then command=$1
        elif [ "$command" = install ] && [ -z "$published" ]; then published=$1
        else wrong "'$1' is one argument too many"; fi
        shift ;;
    esac
  done
  [[ ${cert:+x} = "${key:+x}" ]] || wrong "--cert and --key go together"
  [ -z "$server_name" ] || [[ $server_name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] || wrong "--server-name '$server_name' is no host name"
  if [ -n "$root" ]; then
    mkdir -p "$root"
    root=$(cd -P "$root" && pwd)
    start=false backup=false
  elif [ "$(id -u)" != 0 ] && [ "$command" != list ]; then
    fail "this needs root: sudo $0 $command ..., or --root DIR to lay it out in a folder" 2
  fi
}

# --- what is where ---------------------------------------------------------------------------------------------------------------------

program() { printf '%s' "$root/opt/orrery"; }
config() { printf '%s' "$root/etc/orrery"; }
system_units() { printf '%s' "$root/etc/systemd/system"; }
nginx_site() { printf '%s' "$root/etc/nginx/conf.d/orrery.conf"; }
link_target() { readlink "$(program)/$1" 2>/dev/null | sed 's|.*/||' || true; }

lock() { # one at a time
  mkdir -p "$(program)"
  exec 9>"$(program)/.lock"
  ! command -v flock >/dev/null || flock -n 9 || fail "another install.sh is at work here; wait for it"
}

own() { # OWNER FILE...: only on a real machine there are users
  [ -n "$root" ] || chown "$@"
}

folder() { # MODE OWNER PATH
  mkdir -p "$3"
  chmod "$1" "$3"
  own "$2" "$3"
}

service() { ! $start || systemctl "$@"; }

# Moved into place in one step: there is no moment without a 'current'.
point() { # LINK RELEASE
  rm -f "$(program)/.$1.new"
  ln -s "releases/$2" "$(program)/.$1.new"
  mv -Tf "$(program)/.$1.new" "$(program)/$1"
}

# --- parts -----------------------------------------------------------------------------------------------------------------------------

check_published() {
  [ -n "$published" ] || wrong "name the folder that 'dotnet publish Cli -c Release -o FOLDER' wrote"
  [ -d "$published" ] || fail "'$published' is no folder" 2
  [ -f "$published/orrery.dll" ] || [ -x "$published/orrery" ] || fail "'$published' holds no orrery.dll: name the folder that 'dotnet publish Cli -c Release -o FOLDER' wrote" 2
  local file
  for file in ${cert:+"$cert" "$key"}; do
    [ -r "$file" ] || fail "'$file' cannot be read" 2
  done
}

make_user() {
  [ -z "$root" ] || return 0
  getent group "$user" >/dev/null || groupadd --system "$user"
  getent passwd "$user" >/dev/null || useradd --system --gid "$user" --home-dir /var/lib/orrery --no-create-home --shell /usr/sbin/nologin "$user"
}

make_folders() {
  folder 0755 root:root "$(program)/releases"
  folder 0750 "root:$user" "$(config)"
  folder 0750 "root:$user" "$(config)/tls"
  folder 0700 "$user:$user" "$root/var/lib/orrery"
  folder 0750 "$user:$user" "$root/var/lib/orrery/dags"
  folder 0700 "$user:$user" "$root/var/backups/orrery"
}

# Puts the files beside those of other versions; sets $release. The name tells the content: the same files are the same release.
stage() {
  local new version hash
  find "$(program)/releases" -maxdepth 1 -name '.new-*' -exec rm -rf {} +
  new=$(mktemp -d "$(program)/releases/.new-XXXXXX")
  mkdir "$new/app"
  cp -R "$published/." "$new/app/"
  cp -R "$here/bin" "$here/systemd" "$here/nginx" "$new/"
  [ ! -d "$here/../docs/operations" ] || cp -R "$here/../docs/operations" "$new/docs"
  chmod -R u=rwX,go=rX "$new"
  chmod 0755 "$new"/bin/*
  version=$("$new/bin/orrery" --version) || fail "'$published' does not run here: what is above says why" 2
  version=${version%%+*}
  hash=$(cd "$new" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
  release=$version-$hash
  if [ -d "$(program)/releases/$release" ]; then
    rm -rf "$new"
  else
    own -R root:root "$new"
    sync -f "$new"
    mv -T "$new" "$(program)/releases/$release"
  fi
}

write_config() {
  local settings
  settings=$(config)/orrery.env
  if [ ! -e "$settings" ]; then
    install -m 0640 "$(program)/releases/$release/systemd/orrery.env" "$settings"
    own "root:$user" "$settings"
  fi
  if [ -n "$cert" ]; then
    install -m 0644 "$cert" "$(config)/tls/server.crt"
    install -m 0640 "$key" "$(config)/tls/server.key"
    own "root:$user" "$(config)/tls/server.key"
  fi
}

write_units() { # RELEASE
  local unit
  mkdir -p "$(system_units)"
  for unit in "${units[@]}"; do
    install -m 0644 "$(program)/releases/$1/systemd/$unit" "$(system_units)/$unit"
  done
  mkdir -p "$root/usr/local/bin"
  ln -sfn /opt/orrery/current/bin/orrery "$root/usr/local/bin/orrery"
  service daemon-reload
}

write_proxy() {
  [ -n "$server_name" ] || return 0
  mkdir -p "$(dirname "$(nginx_site)")"
  sed "s/orrery\.example\.org/$server_name/g" "$(program)/releases/$release/nginx/orrery.conf" >"$(nginx_site).new"
  chmod 0644 "$(nginx_site).new"
  mv -f "$(nginx_site).new" "$(nginx_site)"
  if $start && command -v nginx >/dev/null; then
    nginx -t || fail "nginx does not take $(nginx_site): what is above says why. The server itself goes on"
    systemctl reload-or-restart nginx
  fi
}

back_up() { # with the version that is there now, which knows its store
  $backup && $start || return 0
  systemctl is-active --quiet orrery || return 0
  say "Making a backup first ..."
  systemctl start orrery-backup.service || fail "the backup failed: journalctl -u orrery-backup. Mend it, or say --no-backup"
}

prune_releases() {
  local old
  while read -r old; do
    [ "$old" = "$(link_target current)" ] || [ "$old" = "$(link_target previous)" ] || rm -rf "$(program)/releases/${old:?}"
  done < <(find "$(program)/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 | tail -n "+$((releases_kept + 1))")
}

start_server() { # and waits until it answers; one that waits for the lease of a shared store answers too
  $start || return 0
  systemctl enable --quiet orrery.service orrery-backup.timer
  systemctl restart orrery.service
  systemctl start orrery-backup.timer
  local second
  for second in $(seq 60); do
    if (set -a && . <(grep -E '^ORRERY_PORT=[0-9]+$' "$(config)/orrery.env") && "$(program)/current/bin/probe") 2>/dev/null; then
      say "The server answers after $second s."
      return
    fi
    systemctl is-active --quiet orrery || [ "$(systemctl show -p SubState --value orrery)" = auto-restart ] || break
    sleep 1
  done
  fail "the server does not answer: journalctl -u orrery says why. Back to the version before: $0 rollback"
}

# --- commands --------------------------------------------------------------------------------------------------------------------------

do_install() {
  check_published
  lock
  make_user
  make_folders
  stage
  local current
  current=$(link_target current)
  [ -z "$current" ] || [ "$current" = "$release" ] || back_up
  write_config
  write_units "$release"
  if [ "$current" != "$release" ]; then
    [ -z "$current" ] || point previous "$current"
    point current "$release"
  fi
  write_proxy
  prune_releases
  start_server
  say "Orrery $release is installed in $(program)/current"
}

do_rollback() {
  lock
  local current previous
  current=$(link_target current) previous=$(link_target previous)
  [ -n "$previous" ] && [ -d "$(program)/releases/$previous" ] || fail "there is no version to go back to: '$0 list' says what is there" 2
  write_units "$previous"
  point current "$previous"
  point previous "$current"
  start_server
  say "Orrery is back at $previous; 'rollback' once more goes to $current"
}

do_list() {
  local name mark
  for name in $(find "$(program)/releases" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%f\n' 2>/dev/null | sort); do
    mark=''
    [ "$name" != "$(link_target previous)" ] || mark=' (previous)'
    [ "$name" != "$(link_target current)" ] || mark=' (current)'
    say "$name$mark"
  done
}

do_uninstall() {
  lock
  if $start; then
    systemctl disable --quiet --now orrery.service orrery-backup.timer 2>/dev/null || true
  fi
  local unit
  for unit in "${units[@]}"; do
    rm -f "$(system_units)/$unit"
  done
  rm -f "$root/usr/local/bin/orrery" "$(nginx_site)"
  service daemon-reload
  rm -rf "$(program)"
  if $purge; then
    rm -rf "$(config)" "$root/var/lib/orrery" "$root/var/backups/orrery"
    if [ -z "$root" ]; then
      ! getent passwd "$user" >/dev/null || userdel "$user"
      ! getent group "$user" >/dev/null || groupdel "$user"
    fi
    say "Orrery is gone, with its data, settings and backups."
  else
    say "Orrery is gone. Data, settings and backups stay in $root/var/lib/orrery, $(config) and $root/var/backups/orrery; tasks that run go on."
  fi
}

read_arguments "$@"
case $command in
  install) do_install ;;
  rollback) do_rollback ;;
  list) do_list ;;
  uninstall) do_uninstall ;;
  '') wrong "say what to do: install, rollback, list or uninstall" ;;
  *) wrong "there is no command '$command'" ;;
esac
