/** What /proc/self/status says about a process's privileges. */
export interface ProcessStatus {
  /** Effective user id; -1 if the text does not tell. */
  readonly uid: number
  /** Names of the effective capabilities, 'CAP_NET_ADMIN'; unknown bits as 'CAP_41'. */
  readonly capabilities: ReadonlySet<string>
  /** A seccomp filter may refuse system calls. */
  readonly seccomp: boolean
}

/** linux/capability.h by number, up to 6.18. */
const capabilityNames = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID'],
  ...['SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW'],
  ...['IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT'],
  ...['SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD'],
  ...['LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG'],
  ...['WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE'],
]

/** Parses the text of /proc/PID/status; what it lacks is not there. */
export function parseProcessStatus(text: string): ProcessStatus {
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
  const [, effectiveUid = '-1'] = field('Uid').split(/\s+/)
  return {
    uid: Number.parseInt(effectiveUid, 10),
    capabilities: capabilitySet(field('CapEff')),
    // 1 = strict, 2 = filter
    seccomp: ['1', '2'].includes(field('Seccomp')),
  }
}

function capabilitySet(hex: string): ReadonlySet<string> {
  const names = new Set<string>()
  if (!/^[0-9a-f]{1,16}$/i.test(hex)) return names
  const bits = BigInt(`0x${hex}`)
  for (let bit = 0; bit < 64; bit++) {
    if (((bits >> BigInt(bit)) & 1n) === 1n) names.add(`CAP_${capabilityNames[bit] ?? bit}`)
  }
  return names
}
