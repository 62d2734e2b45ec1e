import { NotHere } from './fault.js'
import type { Lab } from './lab.js'

/** Attaches a BPF program that drops UDP to one port, for as long as the lab lasts: see tools/bpf-attach.c. */
export async function attachBpf(
  lab: Lab,
  role: string,
  options: {
    readonly hook:
      | 'xdp-generic'
      | 'xdp-native'
      | 'tcx-ingress'
      | 'tcx-egress'
      | 'cgroup-ingress'
      | 'cgroup-egress'
    readonly port: number
    /** For the hooks of an interface. */
    readonly iface?: string
    /** For the hooks of a cgroup: its folder. */
    readonly cgroup?: string
    /** What an XDP program says instead of drop. */
    readonly verdict?: 'aborted' | 'redirect'
  },
): Promise<void> {
  try {
    await lab.startTool(role, 'bpf-attach', { ...options })
  } catch (error) {
    throw new NotHere(`this kernel cannot attach ${options.hook}: ${String(error)}`)
  }
}
