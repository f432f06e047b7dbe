# What lies on the drive. Each stack leaves for the workload: where (a folder with files, or nothing) and device (what is read or written directly).
# The volume is made once, and its files before any snapshot, which then has to copy what is written over them.
volume=/dev/mapper/labvg-volume
snapshot_chunk=

volume_up() {
  [ -e $volume ] && return
  pvcreate /dev/$drive
  vgcreate labvg /dev/$drive
  lvcreate --name volume --extents 75%FREE labvg --wipesignatures n
  mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 $volume
  mount -t ext4 $volume /mnt
}

files_up() { # MIB: those that are read, by size, and those that fio writes
  local size n
  [ -e /mnt/read-$1-1 ] && return
  snapshot_down
  for size in $1 14 4; do
    for n in 1 2 3 4; do dd if=/dev/zero of=/mnt/read-$size-$n bs=1M count=$size status=none; done
  done
  [ -e /mnt/fio-128M ] || dd if=/dev/zero of=/mnt/fio-128M bs=1M count=128 status=none
  [ -e /mnt/fio-16M ] || dd if=/dev/zero of=/mnt/fio-16M bs=1M count=16 status=none
  sync
}

snapshot_up() { # CHUNK
  [ "$snapshot_chunk" = "$1" ] && return
  snapshot_down
  lvcreate --snapshot $volume --name copy --extents 90%FREE --chunksize "$1"
  mkdir -p /run/copy
  mount -v -t ext4 -o ro /dev/mapper/labvg-copy /run/copy
  snapshot_chunk=$1
}

snapshot_down() {
  [ -n "$snapshot_chunk" ] || return 0
  umount /run/copy
  lvremove -fy labvg/copy
  snapshot_chunk=
}

read_ahead() { # KIB: of every mapping
  local mapping
  for mapping in /sys/block/dm-*; do [ -e $mapping ] && echo "$1" > $mapping/queue/read_ahead_kb; done
}

readonly mapped=$((512 * 2048)) # sectors of a mapping of the drive's own, behind LVM's first MiB
stack_up() {
  where= device=/dev/$drive
  case $stack in
    volume) volume_up; files_up $mib; snapshot_down; where=/mnt;;
    origin) volume_up; files_up $mib; snapshot_up 4k; where=/mnt;;
    snapshot) volume_up; files_up $mib; snapshot_up ${stack_chunk:-4k}; where=/run/copy;;
    delay) dmsetup create slow --table "0 $mapped delay /dev/$drive 4096 ${stack_ms:-25}"; device=/dev/mapper/slow;;
    flakey) dmsetup create flaky --table "0 $mapped flakey /dev/$drive 4096 ${stack_up:-2} ${stack_down:-1}"; device=/dev/mapper/flaky;;
  esac
  read_ahead ${stack_read_ahead_kb:-128}
}

stack_down() { # what does not stay for the next scenario
  case $stack in
    delay) dmsetup remove slow;;
    flakey) dmsetup remove flaky;;
  esac
}
