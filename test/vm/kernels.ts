/**
 * Which kernels boot and what is recorded there: all in `npm run test:vm` (DROPCORR_VM=all), one kernel and two recordings in
 * `npm test`, nothing with DROPCORR_VM=none. DROPCORR_VM_KERNELS='6.1 6.12' and DROPCORR_VM_RECORDINGS='bpf tracefs' take some.
 */
import { recordings, type VmRecording } from './recordings.js'

const wanted = process.env['DROPCORR_VM'] ?? 'some'

/** Series whose newest kernel Debian keeps; kfree_skb there has two, three and four arguments. */
const everyKernel = ['5.10', '6.1', '6.12']
/** The smaller of those with drop reasons: it boots fastest. */
const someKernels = ['6.1']
/** Between them all that this machine's kernel may not have: NET_DM in both modes, beside BPF, and hardware drops. */
const someRecordings = ['drop-monitor-summary', 'two-sources']

export const chosenKernels: readonly string[] =
  process.env['DROPCORR_VM_KERNELS']?.split(' ') ?? (wanted === 'all' ? everyKernel : someKernels)

const names =
  process.env['DROPCORR_VM_RECORDINGS']?.split(' ') ??
  (wanted === 'all' ? recordings.map(({ name }) => name) : someRecordings)

/** Before 5.17 the kernel gives no reasons, and a router's faults cannot all be told apart. */
const withoutReasons = ['5.10']

export const recordingsOn = (kernel: string): readonly VmRecording[] =>
  recordings.filter(
    ({ name, faults }) =>
      names.includes(name) && !(faults.needReasons && withoutReasons.includes(kernel)),
  )

/** Why no machine is to be started, undefined if one is. */
export const notNow = wanted === 'none' ? 'DROPCORR_VM=none' : undefined

/**
 * Seconds after which a machine is given up. All recordings take some four minutes on an idle machine with two CPUs, those of
 * `npm test` two; the rest is for a busy one.
 */
export const machineLimitS = wanted === 'some' ? 15 * 60 : 50 * 60
