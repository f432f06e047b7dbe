# Runs the scenarios that the host left in jobs/, one after the other, and leaves what each captured in out/NAME.
cd /tmp
export LVM_SUPPRESS_FD_WARNINGS=1
. /host/guest/drive.sh
. /host/guest/stacks.sh
. /host/guest/workloads.sh
. /host/guest/steps.sh
. /host/guest/captures.sh
bad_offset=$(cat /host/bad-offset)
{ for tool in perf blktrace fio iostat; do
    case $tool in iostat) iostat -V 2>&1 | sed -n '1s/.*version /sysstat /p';; *) $tool --version 2>&1 | sed "s/^.*[ -]\([0-9.]*[0-9]\).*/$tool \1/;q";; esac
  done; } > /host/out/tools.facts

one() { # JOB
  local name capture attribute
  unset ${!stack_*} ${!work_*} ${!beside_*}
  declare -gA attributes=()
  . $1
  name=$scenario
  limit 0 0
  for number in ${!others[@]}; do limit 0 0 drive$((number + 2)); done
  { set -x; stack_up; set +x; } > /tmp/stack.log 2>&1
  if [ -n "$where" ] && { ! grep -q " $where " /proc/mounts || [ ! -e $where/read-$mib-1 ]; } || [ ! -b ${device%%:*} ]; then
    cat /tmp/stack.log
    dmesg | tail -5
    echo "lab: failed $name: its stack could not be built"
    return
  fi
  # The scheduler first: it has places of its own, and what nr_requests is set to is theirs, or the drive's where there is none.
  [ $stack = fixed ] || for attribute in $queue_names; do # it is a new one each time
    [ -n "${usual[$attribute]}" ] && [ "$(current $attribute)" != "${usual[$attribute]}" ] && queue $attribute ${usual[$attribute]}
  done
  for attribute in $queue_names; do [ -n "${attributes[$attribute]}" ] && queue $attribute ${attributes[$attribute]}; done
  if [ -n "$work_dirty_background_bytes" ]; then echo $work_dirty_background_bytes > /proc/sys/vm/dirty_background_bytes; else echo 10 > /proc/sys/vm/dirty_background_ratio; fi
  limits
  rm -rf /tmp/capture
  mkdir -p /tmp/capture
  cd /tmp/capture
  cp /tmp/stack.log stack.log
  dmesg -c > /dev/null
  noise_begin
  for capture in "${captures[@]}"; do
    echo "lab: $name $capture"
    stack_as_new >> stack.log 2>&1
    capture_$capture
  done
  noise_end
  settings
  dmesg > dmesg.txt
  cd /tmp
  stack_down
  rm -rf /host/out/$name
  cp -r capture /host/out/$name
  echo "lab: done $name"
}

for job in /host/jobs/*; do one $job; done
limit 0 0
