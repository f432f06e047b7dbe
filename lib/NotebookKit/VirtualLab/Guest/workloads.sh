# The workload as an argument array, $work, for so many seconds where it runs by time.
turn=0

next() { # MIB: the next file of that size, so that each run reads one that it did not read before
  turn=$((turn % 4 + 1))
  file=$where/read-$1-$turn
}

work_is() { # SECONDS MIB
  local seconds=${work_seconds:-$1} n
  case $workload in
    read)
      work=(cat)
      for ((n = 0; n < ${work_files:-1}; n++)); do next $2; work+=($file); done;;
    dd) work=(timeout $seconds dd if=$device of=/dev/null bs=${work_bs:-1M} count=500);;
    fio)
      local size=${work_size:-128M} target=$device
      [ -n "$where" ] && target=$where/fio-$size
      [ -n "$where" ] || [ -n "$work_size" ] || size=256M
      work=(fio --name=load --ioengine=${work_ioengine:-libaio} --direct=${work_direct:-1} --time_based --runtime=$seconds --filename=$target --size=$size)
      work+=("${work_options[@]}")
      [[ " ${work_options[*]} " == *rand* ]] && work+=(--norandommap --randrepeat=0)
      [ "$work_offset" = bad ] && work+=(--offset=$bad_offset)
      case $work_class in idle) work+=(--prioclass=3);; be) work+=(--prioclass=2 --prio=0);; esac
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

cgroups_up() { # two control groups for I/O: the workload's and that of what goes on beside it
  mkdir -p /run/cgroup
  grep -q ' /run/cgroup ' /proc/mounts || mount -t cgroup2 cgroup2 /run/cgroup
  echo +io > /run/cgroup/cgroup.subtree_control
  mkdir -p /run/cgroup/load /run/cgroup/writer
}

writes_of() { # DRIVE: how many it completed
  local fields
  read -ra fields < /sys/block/$1/stat
  echo ${fields[4]}
}

beside_begin() { # what it does is going on when this is done
  rm -f /run/stop
  case $beside in
    stalls)
      while [ ! -e /run/stop ]; do
        usleep $((${beside_every_ms:-1200} * 1000))
        limit 2 0 $(last_drive)
        usleep $((${beside_ms:-400} * 1000))
        limits
      done &
      beside_pid=$!;;
    hang)
      { # a byte a second; others go on asking
        usleep $((${beside_after_ms:-2000} * 1000))
        limit 0 1 $(last_drive)
        for n in {1..10}; do
          usleep 400000
          dd if=/dev/$drive of=/dev/null bs=4k count=1 skip=$((n * 1000)) iflag=direct status=none &
        done
        wait
      } &
      beside_pid=$!;;
    cgroup)
      cgroups_up
      echo "$(cat /sys/block/$drive/dev) riops=${beside_riops:-max} wiops=${beside_wiops:-max}" > /run/cgroup/load/io.max
      echo $$ > /run/cgroup/load/cgroup.procs;;
    writer)
      if [ -n "$beside_weight" ]; then # of the workload, against 1000 of the writer
        cgroups_up
        echo $beside_weight > /run/cgroup/load/io.bfq.weight
        echo 1000 > /run/cgroup/writer/io.bfq.weight
        echo $$ > /run/cgroup/writer/cgroup.procs
      fi
      fio --name=writer --ioengine=libaio --direct=1 --rw=randwrite --bs=${beside_bs:-64k} --iodepth=${beside_iodepth:-32} --time_based --runtime=60 --filename=/dev/$drive --offset=1G --size=512M --norandommap --randrepeat=0 > /dev/null 2>&1 &
      beside_pid=$!
      local written=$(writes_of $drive) try
      for ((try = 0; try < 100; try++)); do [ $(writes_of $drive) -gt $((written + 20)) ] && break; usleep 100000; done
      [ -z "$beside_weight" ] || echo $$ > /run/cgroup/load/cgroup.procs;;
    discards)
      while [ ! -e /run/stop ]; do blkdiscard --offset 1G --length ${beside_mib:-256}M --step 64K /dev/$drive; done &
      beside_pid=$!;;
  esac
}

beside_end() {
  [ -n "$beside" ] || return 0
  touch /run/stop
  case $beside in
    cgroup) echo $$ > /run/cgroup/cgroup.procs; return;;
    hang) limits;;
    writer) [ -z "$beside_weight" ] || echo $$ > /run/cgroup/cgroup.procs; kill -INT $beside_pid;;
  esac
  wait $beside_pid
  limits
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
