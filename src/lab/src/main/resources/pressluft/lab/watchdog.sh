#!/bin/bash
# Clears a lab away when its owner was killed: standard input is a pipe that only the owner holds,
# so its end is the owner's end, however it came. The word "done" says that the owner did it itself.
# Usage: watchdog.sh <lab directory> <keep|remove>
set -u
directory=$1
keep=$2

if read -r word && [[ $word == "done" ]]; then
  exit 0
fi

# start_of <pid>: the start time in clock ticks, empty when there is no such process.
start_of() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  stat=${stat##*) }
  read -r -a fields <<<"$stat"
  [[ ${fields[0]} == Z ]] || printf '%s' "${fields[19]}"
}

# members <session> <start>: every process of a session that is not older than its leader.
members() {
  local entry stat fields
  for entry in /proc/[0-9]*; do
    { stat=$(<"$entry/stat"); } 2>/dev/null || continue
    stat=${stat##*) }
    read -r -a fields <<<"$stat"
    if [[ ${fields[3]} == "$1" && ${fields[0]} != Z ]] && ((fields[19] >= $2)); then
      printf '%s\n' "${entry#/proc/}"
    fi
  done
}

# marked: every process that carries the lab's name in its environment, this one excepted.
marked() {
  local entry
  for entry in /proc/[0-9]*; do
    [[ ${entry#/proc/} == "$$" ]] && continue
    if grep -qzxF "PRESSLUFT_LAB=$directory" "$entry/environ" 2>/dev/null; then
      printf '%s\n' "${entry#/proc/}"
    fi
  done
}

for file in "$directory"/run/*.pid; do
  [[ -f $file ]] || continue
  read -r pid start <"$file" || continue
  [[ $pid =~ ^[0-9]+$ && $start =~ ^[0-9]+$ ]] || continue
  if [[ $(start_of "$pid") == "$start" ]]; then
    kill -TERM "$pid" 2>/dev/null
    for ((i = 0; i < 50; i++)); do
      [[ $(start_of "$pid") == "$start" ]] || break
      sleep 0.1
    done
  fi
  for ((i = 0; i < 100; i++)); do
    mapfile -t left < <(members "$pid" "$start")
    ((${#left[@]})) || break
    kill -KILL "${left[@]}" 2>/dev/null
    sleep 0.05
  done
done
for ((i = 0; i < 100; i++)); do
  mapfile -t left < <(marked)
  ((${#left[@]})) || break
  kill -KILL "${left[@]}" 2>/dev/null
  sleep 0.05
done
[[ $keep == keep ]] || rm -rf -- "$directory"
