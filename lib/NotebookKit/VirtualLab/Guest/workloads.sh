# The workload as an argument array, $work, for so many seconds where it runs by time.
turn=0

next() { # MIB: the next file of that size, so that each run reads one that it did not read before
  turn=$((turn % 4 + 1))
  file=$where/read-$1-$turn
}

work_is() { # SECONDS MIB
  case $workload in
    read) next $2; work=(cat $file);;
    dd) work=(timeout $1 dd if=$device of=/dev/null bs=${work_bs:-1M} count=500);;
    fio)
      local size=${work_size:-128M} target=$device
      [ -n "$where" ] && target=$where/fio-$size
      [ -n "$where" ] || [ -n "$work_size" ] || size=256M
      work=(fio --name=load --ioengine=${work_ioengine:-libaio} --direct=${work_direct:-1} --time_based --runtime=$1 --filename=$target --size=$size)
      work+=("${work_options[@]}")
      [[ " ${work_options[*]} " == *rand* ]] && work+=(--norandommap --randrepeat=0)
      [ "$work_offset" = bad ] && work+=(--offset=$bad_offset)
      [ "$work_errors" = pass ] && work+=(--continue_on_error=all --ignore_error=61:5)
      true;;
  esac
}

again() { # SECONDS: the workload for so long, each read with a cold cache
  if [ $workload = read ]; then
    local end=$((SECONDS + $1))
    while ((SECONDS < end)); do next $mib; cold; cat $file > /dev/null; done
  else
    work_is $1 0
    "${work[@]}" > /dev/null 2>&1
  fi
}

beside_begin() {
  rm -f /run/stop
  case $beside in
    stalls)
      while [ ! -e /run/stop ]; do
        usleep $((${beside_every_ms:-1200} * 1000))
        limit 2 0
        usleep $((${beside_ms:-400} * 1000))
        limit $drive_iops $drive_bps
      done &
      beside_pid=$!;;
  esac
}

beside_end() {
  [ -n "$beside" ] || return 0
  touch /run/stop
  wait $beside_pid
  limit $drive_iops $drive_bps
}

noise_begin() { # somebody else's reads, below all that is stacked on the drive
  [ "$noise_rate" -gt 0 ] || return 0
  fio --name=noise --ioengine=psync --direct=1 --rw=randread --bs=4k --rate_iops=$noise_rate --time_based --runtime=600 --filename=/dev/$drive --size=1G --norandommap --randrepeat=0 > /dev/null 2>&1 &
  noise_pid=$!
  sleep 1
}

noise_end() {
  [ "$noise_rate" -gt 0 ] || return 0
  kill -INT $noise_pid
  wait $noise_pid
}
