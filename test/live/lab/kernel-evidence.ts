import { netnsInode } from './netns.js'
import { RunningProgram } from './program.js'

/** Packets freed by the kernel at one place for one reason, as bpftrace counted them. */
export interface KernelDrops {
  readonly site: string
  readonly reason: string
  readonly protocol: number
  readonly drops: number
}

/**
 * The namespace is that of the device or, for what a socket sends, of the socket. A packet that failed in recvmsg has
 * neither (its device pointer is reused for bookkeeping); it counts under 0.
 */
const script = `
tracepoint:skb:kfree_skb {
  $skb = (struct sk_buff *)args->skbaddr;
  $ns = (uint64)0;
  if ($skb->dev != 0) { $ns = (uint64)$skb->dev->nd_net.net->ns.inum; }
  if ($ns == 0 && $skb->sk != 0) { $ns = (uint64)$skb->sk->__sk_common.skc_net.net->ns.inum; }
  @[args->reason, ksym(args->location), args->protocol, $ns] = count();
}
BEGIN { printf("ready\\n"); }`

/** bpftrace needs tracefs, which not every machine mounts: it gets one in a mount namespace of its own. */
const withTracefs = `
{ [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing; } &&
cat /sys/kernel/tracing/events/skb/kfree_skb/format &&
exec bpftrace -e "$1"`

/** Watches all drops of the machine with bpftrace, independent of dropcorr. */
export class KernelEvidence {
  readonly #bpftrace: RunningProgram

  private constructor(bpftrace: RunningProgram) {
    this.#bpftrace = bpftrace
  }

  static async watch(): Promise<KernelEvidence> {
    const bpftrace = new RunningProgram('unshare', [
      '--mount',
      'sh',
      '-c',
      withTracefs,
      'sh',
      script,
    ])
    await bpftrace.said('\nready')
    return new KernelEvidence(bpftrace)
  }

  /** Stops watching; the drops of these namespaces, and of none, by number. */
  async stop(netnsNames: readonly string[]): Promise<readonly KernelDrops[]> {
    const inodes = new Set([0, ...netnsNames.map(netnsInode)])
    this.#bpftrace.signal('SIGINT')
    await this.#bpftrace.ended()
    const { output } = this.#bpftrace
    return parse(output, reasonNames(output), inodes)
  }
}

function parse(
  output: string,
  reasons: ReadonlyMap<number, string>,
  inodes: ReadonlySet<number>,
): readonly KernelDrops[] {
  const rows = output.matchAll(/@\[(\d+), (\S+), (\d+), (\d+)\]: (\d+)/g)
  return [...rows]
    .filter(([, , , , inode]) => inodes.has(Number(inode)))
    .map(([, reason, site = '', protocol, , drops]) => ({
      site: site.replace(/\.(constprop|isra|part|cold)\.?\d*.*$/, ''),
      reason: reasons.get(Number(reason)) ?? String(reason),
      protocol: Number(protocol),
      drops: Number(drops),
    }))
}

/** Reason names of this kernel from the tracepoint's own format. */
function reasonNames(format: string): ReadonlyMap<number, string> {
  const entries = format.matchAll(/\{ (\d+), "(\w+)" \}/g)
  return new Map([...entries].map(([, value, name = '']) => [Number(value), name]))
}
