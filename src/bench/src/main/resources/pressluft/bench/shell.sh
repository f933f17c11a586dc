#!/bin/bash
# The best hand-made backup and restore that two cores allow: database and files at once, zstd with
# two threads, hashed by OpenSSL in the stream, synced. The yardstick of the benchmarks.
# Usage: shell.sh backup <target> <socket> <user> <database> <environment path> <member ...>
#        shell.sh restore <source> <socket> <user> <new database> <new directory>
set -euo pipefail

verb=$1 place=$2 socket=$3 user=$4 database=$5 path=$6
shift 6
connection=(--no-defaults "--socket=$socket" "--user=$user" --default-character-set=utf8mb4)

# hashed <file>: writes standard input to the file, its SHA-256 beside it. The hash is waited for.
hashed() {
  exec 3> >(openssl dgst -sha256 >"$1.sha256")
  local hasher=$!
  tee "$1" >&3
  exec 3>&-
  wait "$hasher"
}

# both: runs dump_part and files_part at once and fails when either does.
both() {
  local first second result=0
  "$1" &
  first=$!
  "$2" &
  second=$!
  wait "$first" || result=1
  wait "$second" || result=1
  return "$result"
}

dump_part() {
  mariadb-dump "${connection[@]}" --single-transaction --quick --routines --events --triggers \
    --hex-blob --max-allowed-packet=1G "$database" |
    zstd -1 -T2 -q -c | hashed "$place/database.sql.zst"
}

files_part() {
  tar -C "$path" -cf - -- "${members[@]}" | zstd -1 -T2 -q -c | hashed "$place/files.tar.zst"
}

load_part() {
  zstd -dcq "$place/database.sql.zst" | mariadb "${connection[@]}" --max-allowed-packet=1G "$database"
}

unpack_part() {
  zstd -dcq "$place/files.tar.zst" | tar -C "$path" -xpf -
}

case $verb in
  backup)
    members=("$@")
    mkdir -p -- "$place"
    both dump_part files_part
    sync -- "$place"/*
    ;;
  restore)
    mkdir -p -- "$path"
    mariadb "${connection[@]}" -e "create database \`$database\` character set utf8mb4"
    both load_part unpack_part
    sync -f -- "$path"
    ;;
  *)
    echo "unknown verb: $verb" >&2
    exit 2
    ;;
esac
