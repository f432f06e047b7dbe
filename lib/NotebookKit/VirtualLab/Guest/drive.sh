# The drive and what it can do. Its limits are changed in mid-run: the second serial port is the monitor of the machine that plays the drive.
drive=nvme0n1
others=() # the drives behind it, in the order of the machine
for number in "" 2 3 4 5 6 7 8; do
  for disk in /sys/block/nvme*n1; do
    [ "$(tr -d ' ' < $disk/device/serial 2> /dev/null)" = "lab$number" ] && [[ ${disk##*/} != *c* ]] || continue # nvme0c0n1 is a path, and no drive
    if [ -z "$number" ]; then drive=${disk##*/}; else others+=(${disk##*/}); fi
  done
done
stty -F /dev/ttyS1 raw -echo
exec 9<> /dev/ttyS1

monitor() { # JSON: sends a command and waits for the answer; bytes of the boot may lie in the line, and 0xff clears it
  local line try
  for try in 1 2 3 4 5; do
    printf '%s\n' "$1" >&9
    while IFS= read -r -t 2 -u 9 line; do
      [[ $line == *'"return"'* ]] && return 0
      [[ $line == *'"error"'* ]] && break
    done
    printf '\377\n' >&9
  done
  echo "lab: the drive's limits cannot be changed: $1 gets no answer"
  return 1
}

limit() { # IOPS BYTES-A-SECOND [DRIVE], 0 for no limit
  monitor '{"execute":"block_set_io_throttle","arguments":{"device":"'"${3:-drive}"'","bps":'"$2"',"bps_rd":0,"bps_wr":0,"iops":'"$1"',"iops_rd":0,"iops_wr":0}}'
}

limits() { # what the scenario says: one for all drives, and one of its own for the last of several
  local number last=$((${#others[@]} + 1))
  [ "$stack" = multipath ] && last=2
  limit $drive_iops $drive_bps
  for ((number = 2; number <= last; number++)); do
    if [ $number = $last ] && [ -n "$stack_slow_iops" ]; then limit $stack_slow_iops 0 drive$number; else limit $drive_iops $drive_bps drive$number; fi
  done
}
last_drive() { [ ${#others[@]} = 0 ] && echo drive || echo drive$((${#others[@]} + 1)); }

cold() { # empties the page cache; bit 2 of drop_caches keeps the kernel from a line of log each time
  sync
  echo 3 > /proc/sys/vm/drop_caches
}

queue() { # NAME VALUE: an attribute of the drive's queue
  echo "$2" > /sys/block/$drive/queue/"$1" || echo "lab: $1 cannot be set to $2"
}

monitor '{"execute":"qmp_capabilities"}' || { echo "lab: hung"; [ -n "$PS1" ] || poweroff -f; } # without limits every label would be wrong
echo 4 > /proc/sys/vm/drop_caches
queue_names="scheduler nomerges max_sectors_kb nr_requests read_ahead_kb wbt_lat_usec rq_affinity"
current() { # NAME: what an attribute of the drive's queue is set to
  sed 's/.*\[\(.*\)\].*/\1/' /sys/block/$drive/queue/$1 2> /dev/null
}
declare -A usual
for name in $queue_names; do usual[$name]=$(current $name); done
