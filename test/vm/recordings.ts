/** What is recorded in each kernel: the same faults through every drop source. */
import { udpAndFirewall, type GuestFaults } from './guest-faults.js'
import { routedFaults } from './guest-routed-faults.js'

export interface VmRecording {
  /** Name of its session. */
  readonly name: string
  readonly title: string
  readonly recordArguments: readonly string[]
  readonly faults: GuestFaults
  /** What it makes of drops of the firewall's input hook: NET_DM has no stack to tell the hook by. */
  readonly firewallCause: 'firewall-input' | 'firewall-unknown-hook'
  /** Hardware drops too: the source sees them. */
  readonly hardware: boolean
  /** The source tells neither packets nor namespaces: of that many faults it can only count the drops. */
  readonly namesCauses?: false
}

export const recordings: readonly VmRecording[] = [
  {
    name: 'bpf',
    title: 'BPF program on kfree_skb',
    recordArguments: ['--source', 'bpf'],
    faults: udpAndFirewall,
    firewallCause: 'firewall-input',
    hardware: false,
  },
  {
    name: 'tracefs',
    title: 'trace instance',
    recordArguments: ['--source', 'tracefs', '--no-packets'],
    faults: udpAndFirewall,
    firewallCause: 'firewall-input',
    hardware: false,
  },
  {
    name: 'drop-monitor-summary',
    title: 'NET_DM summary mode',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'summary', '--no-packets'],
    faults: udpAndFirewall,
    firewallCause: 'firewall-unknown-hook',
    hardware: true,
  },
  {
    name: 'drop-monitor-packet',
    title: 'NET_DM packet mode',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'packet', '--no-packets'],
    faults: udpAndFirewall,
    firewallCause: 'firewall-unknown-hook',
    hardware: true,
  },
  {
    name: 'two-sources',
    title: 'BPF and NET_DM at once',
    recordArguments: ['--source', 'bpf,drop-monitor', '--no-packets'],
    faults: udpAndFirewall,
    firewallCause: 'firewall-input',
    hardware: true,
  },
  {
    name: 'routed-bpf',
    title: 'BPF program, faults of a router',
    recordArguments: ['--source', 'bpf', '--no-packets'],
    faults: routedFaults,
    firewallCause: 'firewall-input',
    hardware: false,
  },
  {
    name: 'routed-tracefs',
    title: 'trace instance, faults of a router',
    recordArguments: ['--source', 'tracefs', '--no-packets'],
    faults: routedFaults,
    firewallCause: 'firewall-input',
    hardware: false,
    namesCauses: false,
  },
  {
    name: 'routed-drop-monitor-summary',
    title: 'NET_DM summary mode, faults of a router',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'summary', '--no-packets'],
    faults: routedFaults,
    firewallCause: 'firewall-unknown-hook',
    hardware: false,
    namesCauses: false,
  },
  {
    name: 'routed-drop-monitor-packet',
    title: 'NET_DM packet mode, faults of a router',
    recordArguments: ['--source', 'drop-monitor', '--alert-mode', 'packet', '--no-packets'],
    faults: routedFaults,
    firewallCause: 'firewall-unknown-hook',
    hardware: false,
  },
]
