import { readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { dropReasons } from '../host/drop-reasons.js'
import { kernelSymbols } from '../host/kernel-symbols.js'
import type { BpfDropSource } from '../../native/index.js'
import { addon } from '../native.js'
import type { DropSource, DropSourceContext, Obstacle } from '../source.js'
import { obstacleOf, shortened, type BpfAccess } from './bpf/obstacle.js'
import { RunningBpf } from './bpf/running-bpf.js'

/** 28,000 details; the recorder reads ten times a second. */
const ringBytes = 16 << 20
/** Details per key, CPU and 100 ms. */
const detailBudget = 16
/** The first drops of each key and CPU keep their details at any rate: 256 KB of each. Small faults are known in full. */
const earlyDetails = 1024
/**
 * A busy host has some hundred keys; each namespace that comes and goes adds a few, which stay. 32 bytes per key and CPU,
 * 16 MB at most.
 */
const maxKeys = Math.min(32_768, Math.max(2048, Math.floor((16 << 20) / 32 / cpus().length)))
/** 64 bytes each, and as much again in the hash. Idle flows make room for new ones. */
const maxFlows = 65536
/** A host in trouble has some hundred; 32 frames each, and a row. */
const maxStacks = 65536

/** A BTF tracepoint program on kfree_skb: exact counts in the kernel, details through a ring. */
const bpf: DropSource = {
  name: 'bpf',
  title: 'BPF program on the kfree_skb tracepoint',
  hides:
    'exact counts by site, reason, interface and namespace, and the headers, sockets and stacks of dropped packets',
  obstacle: () => obstacleOf(access()),
  start: (context) => {
    const source = open(context)
    try {
      return Promise.resolve(
        new RunningBpf({
          source,
          context,
          reasons: dropReasons(),
          symbolsMissing: kernelSymbols().why,
        }),
      )
    } catch (error) {
      source.close()
      throw error
    }
  },
}

export default bpf

function open({ clock }: DropSourceContext): BpfDropSource {
  try {
    return addon().openBpfDropSource({
      startMonotonicNs: clock.startMonotonicNs,
      ringBytes,
      detailBudget,
      earlyDetails,
      stacks: true,
      maxKeys,
      maxFlows,
      maxStacks,
    })
  } catch (error) {
    if (error instanceof DropcorrError) throw error
    throw new DropcorrError('the BPF program cannot be loaded', {
      why: shortened(error instanceof Error ? error.message : String(error)),
      hint: 'use --source tracefs or drop-monitor, and report this with your kernel version',
      exitCode: exitCode.cannotRecord,
      cause: error,
    })
  }
}

function access(): BpfAccess {
  const kernel = release()
  try {
    return { kernel, tracepointArguments: addon().tracepointArguments(), lockdown: lockdown() }
  } catch (error) {
    return { kernel, error: describe(error), lockdown: lockdown() }
  }
}

function describe(error: unknown): Obstacle | { readonly code: string; readonly message: string } {
  if (error instanceof DropcorrError) return { why: error.why, hint: error.hint }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { code, message: error instanceof Error ? error.message : String(error) }
}

function lockdown(): string {
  try {
    return readFileSync('/sys/kernel/security/lockdown', 'utf8')
  } catch {
    // No lockdown in this kernel, securityfs not mounted, or not root (which is said first).
    return ''
  }
}
