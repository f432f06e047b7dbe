# Every command that leaves a file is a step of the recording: a line of steps.tsv with its name, start, end, exit code, files and arguments.
note() { # NAME START END EXIT STDOUT STDERR OUTPUTS ARGV...
  local IFS=$'\t'
  printf '%s\n' "$*" >> steps.tsv
}

step() { # NAME STDOUT STDERR OUTPUTS ARGV...: - where a file is not kept
  local name=$1 out=$2 err=$3 outputs=$4 start=$EPOCHREALTIME code
  shift 4
  "$@" > "$([ $out = - ] && echo /dev/null || echo $out)" 2> "$([ $err = - ] && echo /dev/null || echo $err)"
  code=$?
  note $name $start $EPOCHREALTIME $code $out $err "$outputs" "$@"
}

begin() { # NAME STDOUT STDERR ARGV...: beside what comes next
  begun_name=$1 begun_out=$2 begun_err=$3 begun_start=$EPOCHREALTIME
  shift 3
  begun=("$@")
  "$@" > "$([ $begun_out = - ] && echo /dev/null || echo $begun_out)" 2> "$([ $begun_err = - ] && echo /dev/null || echo $begun_err)" &
  begun_pid=$!
}

end() { # SIGNAL OUTPUTS: ends it, or with no signal waits for it
  [ -n "$1" ] && kill -$1 $begun_pid
  wait $begun_pid
  note $begun_name $begun_start $EPOCHREALTIME $? $begun_out $begun_err "$2" "${begun[@]}"
}
