import { NotHere } from './fault.js'
import type { Lab } from './lab.js'

/** Attaches a BPF program that drops UDP to one port, for as long as the lab lasts: see tools/bpf-attach.c. */
export async function attachBpf(
  lab: Lab,
  role: string,
  options: {
    readonly iface: string
    readonly hook: 'xdp-generic' | 'xdp-native' | 'tcx-ingress' | 'tcx-egress'
    readonly port: number
    readonly verdict?: 'aborted'
  },
): Promise<void> {
  try {
    await lab.startTool(role, 'bpf-attach', { ...options })
  } catch (error) {
    throw new NotHere(`this kernel cannot attach ${options.hook}: ${String(error)}`)
  }
}
