# One function for each way to capture; each runs the workload once. The names of steps and files are those of the recordings in data/.
files() { echo $(ls $1 2> /dev/null); } # on one line

capture_time() {
  cold
  work_is 4 $mib
  step diskstats-before diskstats-before.txt - "" cat /proc/diskstats
  local start=$EPOCHREALTIME code
  beside_begin
  echo "\$ time ${work[*]}" > time.txt
  { time "${work[@]}" > workload.txt 2>&1; } 2>> time.txt
  code=$?
  beside_end
  [ $workload = read ] && rm -f workload.txt
  note time $start $EPOCHREALTIME $code - time.txt "$(files workload.txt)" time "${work[@]}"
  step diskstats-after diskstats-after.txt - "" cat /proc/diskstats
  [ $workload = read ] || return 0
  start=$EPOCHREALTIME
  for i in 1 2; do
    cold
    work_is 4 $mib
    echo "\$ time ${work[*]}"
    { time "${work[@]}" > /dev/null; } 2>&1
    code=$?
  done > time-repeats.txt
  note time-repeats $start $EPOCHREALTIME $code time-repeats.txt - "" time "${work[@]}"
}

perf_events() { # NAME MIB SECONDS EVENT...
  local name=$1 mib=$2 seconds=$3 event events=()
  shift 3
  for event; do events+=(-e "$event"); done
  cold
  work_is $seconds $mib
  beside_begin
  step $name - $name.log $name.data perf record -q -B -N -m 1024 -a "${events[@]}" -o $name.data -- "${work[@]}"
  beside_end
  step $name-script $name.script.txt - "" perf script -i $name.data
}
capture_perf() { # what comes and goes beside the workload does so every second or two
  perf_events perf-block 14 $([ -n "$beside" ] && echo 4 || echo 1) block:block_rq_insert block:block_rq_issue block:block_rq_complete
}
capture_perf-all() { perf_events perf-block-all 4 1 'block:*'; }

capture_blktrace() {
  mkdir -p blktrace
  cold
  work_is 5 14
  local inputs=() devices=() disk
  for disk in "${traced[@]}"; do devices+=(-d /dev/$disk) inputs+=(-i $disk); done
  [ ${#traced[@]} = 1 ] && devices+=(-o $traced)
  begin blktrace blktrace.log - blktrace "${devices[@]}" -D blktrace
  sleep 1
  beside_begin
  if [ "$beside" = hang ]; then # the trace ends while the drive is silent, and only then is it woken
    "${work[@]}" > /dev/null 2>&1 & local waits=$!
    sleep 10
    end INT "$(files 'blktrace/*')"
    beside_end
    wait $waits
  else
    "${work[@]}" > /dev/null 2>&1
    beside_end
    sleep 0.3
    end INT "$(files 'blktrace/*')"
  fi
  step blkparse btrace.txt - "" blkparse -D blktrace "${inputs[@]}" -d /tmp/btt.bin
  step btt btt.txt - "" btt -i /tmp/btt.bin
  rm -f /tmp/btt.bin *.dat
}

capture_blktrace-dm() {
  local mapping devices=() inputs=()
  mkdir -p blktrace-dm
  for mapping in /sys/block/dm-* /sys/block/md*; do [ -e $mapping ] && devices+=(-d /dev/${mapping##*/}); done
  for mapping in "${traced[@]}"; do devices+=(-d /dev/$mapping); done
  cold
  work_is 4 4
  begin blktrace-dm blktrace-dm.log - blktrace "${devices[@]}" -D blktrace-dm
  sleep 1
  "${work[@]}" > /dev/null 2>&1
  sleep 0.3
  end INT "$(files 'blktrace-dm/*')"
  cd blktrace-dm
  for mapping in $(ls | sed 's/\.blktrace\..*//' | sort -u); do inputs+=(-i $mapping); done
  cd ..
  step blkparse-dm btrace-dm.txt - "" blkparse -D blktrace-dm "${inputs[@]}"
}

capture_btrace() {
  cold
  work_is 2 4
  begin btrace btrace-live.txt - btrace -w 4 /dev/$drive
  sleep 1
  "${work[@]}" > /dev/null 2>&1
  end "" ""
}

capture_iostat() {
  cold
  iostat -xk -o JSON 1 9 > iostat.json & local json=$!
  local start=$EPOCHREALTIME
  begin iostat iostat.txt - iostat -xk 1 9
  sleep 1
  beside_begin
  again 8
  beside_end
  end "" ""
  wait $json
  note iostat-json $start $EPOCHREALTIME $? iostat.json - "" iostat -xk -o JSON 1 9
}

stacks_of() { # NAME OPTION...: every file is read, as often as the scenario says, so that there are stacks enough
  local name=$1 rounds=${work_rounds:-1}
  shift
  cold
  work_is 8 $mib
  [ $workload = read ] && work=(bash -c "for i in \$(seq $rounds); do echo 3 > /proc/sys/vm/drop_caches; cat $where/read-$mib-*; done")
  step $name - - "" perf record -q -B -N -m 1024 -a -g "$@" -o /tmp/$name.data -- "${work[@]}"
  step $name-script $name.script.txt - "" perf script -i /tmp/$name.data
  rm -f /tmp/$name.data
}
capture_cpu() { stacks_of perf-cpu -F 499 -e cpu-clock; }
capture_off-cpu() { stacks_of perf-sched -e sched:sched_switch; }

settings() { # what a reader needs to know of the host
  local mapping more=""
  for mapping in ${others[@]}; do more+=" /sys/block/$mapping/queue/*"; done
  step sysfs sysfs.txt - "" bash -c "grep -H . /sys/block/$drive/queue/* /sys/block/dm-*/queue/* /sys/block/md*/queue/*$more 2> /dev/null; true"
  step lsblk lsblk.json - "" lsblk -J
  step lsblk-all lsblk-all.json - "" lsblk -J -O
  step lsblk-text lsblk.txt - "" lsblk
  step dmsetup-table dmsetup-table.txt - "" dmsetup table
  step dmsetup-tree dmsetup-tree.txt - "" dmsetup ls --tree
  step dm-names dm-names.txt - "" bash -c 'for d in /sys/block/dm-*; do [ -e $d ] && echo $(basename $d) $(cat $d/dm/name) slaves: $(ls $d/slaves); done; true'
  [ -e /proc/mdstat ] && step mdstat mdstat.txt - "" cat /proc/mdstat
  step uname uname.txt - "" uname -a
  grep -H . /sys/block/$drive/queue/* 2> /dev/null | sed 's:.*/::' > queue.facts
  echo $EPOCHREALTIME $(cut -d ' ' -f 1 /proc/uptime) > clock.facts # the traces count since boot
}
