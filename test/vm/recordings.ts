/** What is recorded in each kernel: the same faults through every drop source. DROPCORR_VM_RECORDINGS='bpf tracefs' takes some. */

export interface VmRecording {
  /** Name of its session. */
  readonly name: string
  readonly title: string
  readonly recordArguments: readonly string[]
  /** What it makes of drops of the firewall's input hook: NET_DM has no stack to tell the hook by. */
  readonly firewallCause: 'firewall-input' | 'firewall-unknown-hook'
  /** Hardware drops too: the source sees them. */
  readonly hardware: boolean
}

const all: readonly VmRecording[] = [
  {
    name: 'bpf',
    title: 'BPF program on kfree_skb',
    recordArguments: ['--source', 'bpf'],
    firewallCause: 'firewall-input',
    hardware: false,
  },
  {
    name: 'tracefs',
    title: 'trace instance',
    recordArguments: ['--source', 'tracefs', '--no-packets'],
    firewallCause: 'firewall-input',
    hardware: false,
  },
  {
    name: 'drop-monitor-summary',
    title: 'NET_DM summary mode',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'summary', '--no-packets'],
    firewallCause: 'firewall-unknown-hook',
    hardware: true,
  },
  {
    name: 'drop-monitor-packet',
    title: 'NET_DM packet mode',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'packet', '--no-packets'],
    firewallCause: 'firewall-unknown-hook',
    hardware: true,
  },
  {
    name: 'two-sources',
    title: 'BPF and NET_DM at once',
    recordArguments: ['--source', 'bpf,drop-monitor', '--no-packets'],
    firewallCause: 'firewall-input',
    hardware: true,
  },
]

const chosen = process.env['DROPCORR_VM_RECORDINGS']?.split(' ')
export const recordings = all.filter(({ name }) => chosen?.includes(name) ?? true)
