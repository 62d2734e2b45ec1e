/** What is missing to be allowed something, and how to get it here. */
import type { Surroundings } from './surroundings.js'

export type Needed = readonly (string | readonly string[])[]

/** Capabilities each source needs; of a list within the list any one will do. */
export const needed = {
  // before 5.8, and where they are not granted apart, CAP_SYS_ADMIN stands for both
  bpf: [
    ['CAP_BPF', 'CAP_SYS_ADMIN'],
    ['CAP_PERFMON', 'CAP_SYS_ADMIN'],
  ],
  'drop-monitor': ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'],
  tracefs: ['CAP_DAC_OVERRIDE'],
  packets: ['CAP_NET_RAW'],
  namespaces: ['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE'],
  firewall: ['CAP_NET_ADMIN'],
  processes: ['CAP_SYS_PTRACE'],
  kallsyms: ['CAP_SYSLOG'],
} as const satisfies Readonly<Record<string, Needed>>

/** Those that this process lacks, by name. */
export const missingCapabilities = (
  wanted: Needed,
  { capabilities }: Pick<Surroundings, 'capabilities'>,
): readonly string[] =>
  wanted.flatMap((one) => {
    const choice = typeof one === 'string' ? [one] : one
    const [first] = choice
    return first === undefined || choice.some((name) => capabilities.has(name)) ? [] : [first]
  })

const withoutPrefix = (name: string): string => name.replace(/^CAP_/, '')

/** How to get them where this runs: exact flags of the container, or sudo. */
export function privilegeHint(
  missing: readonly string[],
  { container, userNamespace, uid }: Pick<Surroundings, 'container' | 'userNamespace' | 'uid'>,
): string {
  const caps = missing.map(withoutPrefix)
  const asRoot = uid === 0 ? '' : 'run it as root (sudo, or exec -u 0); if that is not enough, '
  switch (container) {
    case 'docker':
    case 'podman':
      return `${asRoot}start the container with ${container} run ${caps.map((cap) => `--cap-add=${cap}`).join(' ')} --pid=host --network=host, or with --privileged${container === 'podman' ? ', as root: a rootless container cannot have them' : ''}`
    case 'kubernetes':
      return `give the container securityContext: {privileged: true} (or capabilities: {add: [${caps.join(', ')}]}) and the pod hostNetwork: true, hostPID: true; kubectl debug node/NODE --profile=sysadmin does so`
    case 'lxc':
    case 'systemd-nspawn':
    case 'other':
      return 'run it on the host, as root'
    case '':
      return userNamespace
        ? 'run it as root of the host: no capability of a user namespace will do'
        : 'run it with sudo'
  }
}
