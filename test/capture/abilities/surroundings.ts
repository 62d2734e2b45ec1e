import type { Surroundings } from '../../../capture/abilities/surroundings.js'

/** A Debian host, and root on it, where all works. */
export const hostWithAll: Surroundings = {
  platform: 'linux',
  kernel: '6.1.0-56-amd64',
  machine: 'x86_64',
  distribution: { name: 'Debian GNU/Linux 12 (bookworm)', packageTool: 'apt' },
  uid: 0,
  capabilities: new Set([
    ...['CAP_BPF', 'CAP_PERFMON', 'CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_SYS_ADMIN'],
    ...['CAP_SYS_PTRACE', 'CAP_SYSLOG', 'CAP_DAC_OVERRIDE'],
  ]),
  seccomp: false,
  container: '',
  userNamespace: false,
  pidNamespace: false,
  lockdown: '',
  settings: { kptr_restrict: 0, perf_event_paranoid: 2, unprivileged_bpf_disabled: 2 },
  btf: true,
  sysfs: true,
  dropMonitor: 'there',
  udpDiag: 'there',
}
