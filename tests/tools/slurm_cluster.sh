#!/bin/bash
# A real Slurm on this machine's loopback, for tests: munged, one controller, some emulated nodes. No systemd, no
# accounting, nothing outside one folder; run as root.
#
#   slurm_cluster.sh start FOLDER CONTROLLER_PORT NODE_PORT...   makes FOLDER; one node (n1, n2, ...) for each port
#   slurm_cluster.sh crash-controller FOLDER                     kill -9
#   slurm_cluster.sh start-controller FOLDER
#   slurm_cluster.sh crash-node FOLDER NODE                      kill -9 of its daemon, its jobs and their keepers
#   slurm_cluster.sh start-node FOLDER NODE
#   slurm_cluster.sh stop FOLDER                                 stops everything, by process id
#   slurm_cluster.sh guard FOLDER PROCESS                        does so when that process has ended; removes FOLDER
#
# Clients find it by SLURM_CONF=FOLDER/slurm.conf. FOLDER must be short: sockets have names of at most 107 bytes.
set -euo pipefail

verb=${1:?start, crash-controller, start-controller, crash-node, start-node, stop or guard}
folder=${2:?a folder}
shift 2
export SLURM_CONF=$folder/slurm.conf
socket=$folder/munge.socket

fail() {
  echo "slurm_cluster.sh: $*" >&2
  tail -n 20 "$folder"/*.log "$folder"/munge/*.log >&2 2>/dev/null || true
  exit 1
}

# within SECONDS COMMAND...: until the command succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# Process ids are used again: only one that still is the program we started gets a signal.
runs() { [ -n "${1:-}" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]; }
gone() { ! runs "$@"; }
pid_in() { cat "$folder/$1.pid" 2>/dev/null || true; }

crash() {  # name of its pid file, program
  local pid
  pid=$(pid_in "$1")
  runs "$pid" "$2" || fail "$1 does not run"
  kill -KILL "$pid"
  within 10 gone "$pid" "$2" || fail "$1 cannot be killed"
}

# Processes of this cluster's jobs, on one node or on all, and the step daemons that keep them. Both outlive the
# node's daemon: that is how jobs survive its restart.
job_processes() {
  local process environment parent
  for process in /proc/[0-9]*; do
    environment=$( (tr '\0' '\n' <"$process/environ") 2>/dev/null) || continue
    grep -qxF "SLURM_CONF=$SLURM_CONF" <<<"$environment" || continue
    grep -qx "SLURMD_NODENAME=${1:-.*}" <<<"$environment" || continue
    echo "${process#/proc/}"
    parent=$(awk '$1 == "PPid:" { print $2 }' "$process/status" 2>/dev/null) || continue
    runs "$parent" slurmstepd && echo "$parent"
  done | sort -u
}

start_controller() {
  slurmctld -f "$SLURM_CONF" "$@" || fail "slurmctld does not start"
  within 20 controller_answers || fail "slurmctld does not answer"
}
controller_answers() { scontrol ping 2>/dev/null | grep -q 'is UP'; }

start_node() { slurmd -f "$SLURM_CONF" -N "$1" || fail "slurmd of $1 does not start"; }
nodes_are_idle() { [ "$(sinfo --noheader --Node --partition=main --format=%T 2>/dev/null | grep -cx idle)" = "$1" ]; }

write_configuration() {  # controller's port, nodes' ports
  local host controller_port=$1 addresses=''
  shift
  host=$(hostname -s)
  # The daemons listen at the address of this machine's name; anything but loopback needs all addresses.
  case $(getent ahostsv4 "$host" | head -n 1) in 127.*) addresses=CommunicationParameters=NoInAddrAny,NoCtldInAddrAny ;; esac
  cat <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmUser=root
SlurmdUser=root
$addresses
AuthType=auth/munge
# A job that is queued again can start only after its old credential has expired; 120 s otherwise.
AuthInfo=socket=$socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
# Nodes may claim processors that the machine has not got.
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0,sched_min_interval=0
KillWait=5
# Of a task whose end a killed controller had not yet saved: soon found missing, instead of some minutes later.
BatchStartTimeout=1
CompleteWait=0
SlurmdTimeout=20
SlurmctldTimeout=20
MaxArraySize=65
CONF
  local number=0 port
  for port in "$@"; do
    number=$((number + 1))
    echo "NodeName=n$number NodeHostName=$host NodeAddr=127.0.0.1 Port=$port CPUs=2 RealMemory=1000 State=UNKNOWN"
  done
  echo "PartitionName=main Nodes=n[1-$number] Default=YES MaxTime=60 PriorityTier=1"
  echo "PartitionName=urgent Nodes=n[1-$number] MaxTime=60 PriorityTier=9 PreemptMode=OFF"
}

start() {  # controller's port, nodes' ports
  [ $# -ge 2 ] || fail "start FOLDER CONTROLLER_PORT NODE_PORT..."
  mkdir "$folder" "$folder/munge" "$folder/state"
  chmod 755 "$folder"
  chmod 700 "$folder/munge"
  write_configuration "$@" >"$SLURM_CONF"
  (umask 077 && head -c 128 /dev/urandom >"$folder/munge/key")
  munged --key-file="$folder/munge/key" --socket="$socket" --pid-file="$folder/munged.pid" --num-threads=2 \
    --log-file="$folder/munge/munged.log" --seed-file="$folder/munge/seed" || fail "munged does not start"
  within 10 test -S "$socket" || fail "munged does not answer"
  start_controller -i
  local number
  for number in $(seq $(($# - 1))); do
    mkdir "$folder/spool.n$number"
    start_node "n$number"
  done
  within 30 nodes_are_idle $(($# - 1)) || fail "the nodes do not become idle"
}

stop() {
  [ -d "$folder" ] || return 0
  local name pid running=()
  for name in slurmctld munged $(cd "$folder" && echo slurmd.*.pid); do
    pid=$(pid_in "${name%.pid}")
    runs "$pid" "${name%%.*}" || continue
    kill -TERM "$pid" 2>/dev/null || true
    running+=("$pid ${name%%.*}")
  done
  for pid in $(job_processes); do kill -KILL "$pid" 2>/dev/null || true; done
  for name in "${running[@]}"; do
    pid=${name% *}
    within 10 gone "$pid" "${name#* }" || kill -KILL "$pid" 2>/dev/null || true
  done
}

case $verb in
  start) start "$@" ;;
  crash-controller) crash slurmctld slurmctld ;;
  start-controller) start_controller ;;
  crash-node)
    crash "slurmd.$1" slurmd
    for pid in $(job_processes "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
    ;;
  start-node) start_node "$1" ;;
  stop) stop ;;
  guard)
    while kill -0 "$1" 2>/dev/null; do sleep 1; done
    stop
    rm -rf "$folder"
    ;;
  *) fail "there is no '$verb'" ;;
esac
