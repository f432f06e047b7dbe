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

thin_up() { # a pool of slices of the drive, and a volume of which nothing was written yet
  modprobe dm-thin-pool
  dd if=/dev/zero of=/dev/$drive bs=1M seek=2 count=1 status=none
  dmsetup create pool-meta --table "0 32768 linear /dev/$drive 4096"
  dmsetup create pool-data --table "0 $mapped linear /dev/$drive 65536"
  dmsetup create pool --table "0 $mapped thin-pool /dev/mapper/pool-meta /dev/mapper/pool-data $(($(size_of ${stack_chunk:-64k}) / 512)) 0 1 no_discard_passdown"
  dmsetup message pool 0 "create_thin 0"
  dmsetup create thin --table "0 $mapped thin /dev/mapper/pool 0"
  device=/dev/mapper/thin
}

size_of() { # SIZE: in bytes
  case $1 in *k) echo $((${1%k} * 1024));; *m) echo $((${1%m} * 1048576));; *) echo $1;; esac
}

cache_up() { # slices of the first drive, in front of the second, of which nothing is cached yet
  modprobe -a dm-cache dm-cache-smq
  dd if=/dev/zero of=/dev/$drive bs=1M seek=2 count=8 status=none
  dmsetup create cache-meta --table "0 16384 linear /dev/$drive 4096"
  dmsetup create cache-data --table "0 131072 linear /dev/$drive 65536"
  dmsetup create cached --table "0 $mapped_small cache /dev/mapper/cache-meta /dev/mapper/cache-data /dev/${others[0]} 128 1 writethrough smq 0"
  device=/dev/mapper/cached traced=($drive ${others[@]})
}

fixed_up() { # its time does not grow with what is asked, which no limit of the machine's drive can do
  modprobe null_blk nr_devices=1 gb=1 bs=512 queue_mode=2 irqmode=2 submit_queues=1 completion_nsec=$((${stack_us:-2000} * 1000)) hw_queue_depth=${stack_tags:-64}
  own=$drive drive=nullb0
  device=/dev/nullb0 traced=(nullb0)
}

raid_up() {
  modprobe raid${stack_level/5/456}
  export MDADM_NO_UDEV=1
  mdadm --create /dev/md0 --run --assume-clean --metadata=1.2 --bitmap=none --level=$stack_level --raid-devices=$((${#others[@]} + 1)) --size=$((256 * 1024)) /dev/$drive ${others[@]/#/\/dev\/} ||
    mdadm --create /dev/md0 --run --metadata=1.2 --level=$stack_level --raid-devices=$((${#others[@]} + 1)) /dev/$drive ${others[@]/#/\/dev\/}
  device=/dev/md0 traced=($drive ${others[@]})
  mdadm --detail /dev/md0
}

multipath_up() { # the controller that nobody needs goes, and the first path is looked for again where the other was there before it
  local at=/sys/bus/pci/devices
  ls -l /sys/class/nvme
  echo 1 > $at/0000:00:0a.0/remove
  sleep 1
  [ "$(ls -d /sys/block/nvme*c*n1 2> /dev/null | wc -l)" = 2 ] || { echo 1 > $at/0000:00:08.0/remove; echo 1 > $at/0000:00:09.0/remove; sleep 1; echo 1 > /sys/bus/pci/rescan; sleep 2; echo 1 > $at/0000:00:0a.0/remove; sleep 1; }
  echo round-robin > /sys/class/nvme-subsystem/nvme-subsys0/iopolicy
  cat /sys/class/nvme-subsystem/nvme-subsys*/iopolicy
  ls /sys/block
  dmesg | grep -i nvme | tail -20
  drive=$(basename $(ls -d /sys/block/nvme*n1 | grep -v 'c[0-9]*n1' | head -1))
  device=/dev/$drive traced=($drive)
  [ "$(ls -d /sys/block/nvme*c*n1 2> /dev/null | wc -l)" = 2 ] || device=/dev/none
}

readonly mapped_small=$((400 * 2048))
readonly mapped=$((512 * 2048)) # sectors of a mapping of the drive's own, behind LVM's first MiB
stack_up() {
  where= device=/dev/$drive traced=($drive)
  case $stack in
    volume) volume_up; files_up $mib; snapshot_down; where=/mnt;;
    origin) volume_up; files_up $mib; snapshot_up 4k; where=/mnt;;
    snapshot) volume_up; files_up $mib; snapshot_up ${stack_chunk:-4k}; where=/run/copy;;
    delay) dmsetup create slow --table "0 $mapped delay /dev/$drive 4096 ${stack_ms:-25}"; device=/dev/mapper/slow;;
    flakey) dmsetup create flaky --table "0 $mapped flakey /dev/$drive 4096 ${stack_up:-2} ${stack_down:-1}"; device=/dev/mapper/flaky;;
    crypt)
      modprobe -a xts ecb aes_generic dm-crypt
      dmsetup create cipher --table "0 $mapped crypt aes-xts-plain64 $(printf '%064d' 7) 0 /dev/$drive 4096"; device=/dev/mapper/cipher;;
    thin) thin_up;;
    writecache)
      modprobe dm-writecache
      dd if=/dev/zero of=/dev/$drive bs=1M count=1 status=none
      dmsetup create cached --table "0 $mapped_small writecache s /dev/${others[0]} /dev/$drive 4096 0"; device=/dev/mapper/cached;;
    cache) cache_up;;
    fixed) fixed_up;;
    raid) raid_up;;
    drives) device=/dev/$drive; for other in ${others[@]}; do device=$device:/dev/$other; done; traced=($drive ${others[@]});;
    multipath) multipath_up;;
    xfs|btrfs)
      modprobe $stack
      mkfs.$stack -f /dev/$drive
      mount -t $stack /dev/$drive /mnt
      files_up $mib
      where=/mnt
      echo ${stack_read_ahead_kb:-128} > /sys/block/$drive/queue/read_ahead_kb;;
    zram)
      modprobe zram num_devices=1
      echo 256M > /sys/block/zram0/disksize
      device=/dev/zram0 traced=(zram0);;
  esac
  read_ahead ${stack_read_ahead_kb:-128}
}

stack_as_new() { # before each capture, what its workload can do only once
  case $stack in
    thin) blkdiscard $device;; # nothing of it was written yet, again
  esac
}

stack_down() { # what does not stay for the next scenario
  case $stack in
    delay) dmsetup remove slow;;
    flakey) dmsetup remove flaky;;
    crypt) dmsetup remove cipher;;
    thin) dmsetup remove thin pool pool-data pool-meta;;
    writecache) dmsetup remove cached;;
    cache) dmsetup remove cached cache-data cache-meta;;
    fixed) drive=$own; modprobe -r null_blk;;
    raid) mdadm --stop /dev/md0; mdadm --zero-superblock /dev/$drive ${others[@]/#/\/dev\/};;
    xfs|btrfs) umount /mnt;;
    zram) echo 1 > /sys/block/zram0/reset; modprobe -r zram;;
  esac
}
