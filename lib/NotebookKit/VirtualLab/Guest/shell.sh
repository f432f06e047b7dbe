# A shell in the machine, with the functions that scenarios are made of at hand.
cat > /root/.bashrc <<'EOF'
. /host/guest/drive.sh
. /host/guest/stacks.sh
. /host/guest/workloads.sh
export PATH=$PATH:/host LVM_SUPPRESS_FD_WARNINGS=1
mib=64
cd /out
PS1='lab# '
cat <<'EOT'
The drive is /dev/nvme0n1, 2 GiB, and empty; /out is the host's folder; what lies in /host/guest is what scenarios are made of.
  stack=snapshot; stack_up                              builds the article's stack; its files lie in $where
  queue nomerges 2; limit 3000 0                        merging off, 3000 requests a second
  cold; time cat $where/read-64-1 > /dev/null           the slow read
  blktrace -d /dev/nvme0n1 -w 5 -D /out                 ... and all tools: perf, iostat, fio, dmsetup, lvm
`exit` ends the machine.
EOT
EOF
mkdir -p /out
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=mmap out /out # blktrace maps its files
stty -F /dev/ttyS0 sane
setsid busybox cttyhack bash
