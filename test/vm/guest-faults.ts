/**
 * Network faults as shell text for a guest, where starting node takes seconds. `$tool` is the lab's packet tool. They are made
 * on loopback: a machine of its own has no other traffic there.
 */
import type { ExpectedCause } from '../live/lab/fault.js'
import { hexPort, receive, receivers, send, sendUntilDrops, waitFor } from './guest-shell.js'
import type { VmRecording } from './recordings.js'

/** Faults of one recording. The shell texts run with -e, with $tool the packet tool. */
export interface GuestFaults {
  /** Before recording. */
  readonly setUp: string
  /** While recording. */
  readonly make: string
  /** After it; undoes `setUp`. */
  readonly takeDown: string
  /** Only the kernel's drop reasons tell them all apart. */
  readonly needReasons: boolean
  /** Packets that are freed besides, and nobody misses. */
  readonly benignDrops: number
  /** Each with a prime of its own, so that no two can be mistaken for each other. */
  causes(recording: Pick<VmRecording, 'firewallCause'>): readonly ExpectedCause[]
}

const ports = { firewalled: 9101, nobody: 9201, stopped: 9301, stopped6: 9302 } as const

/** Three faults at once, each over IPv4 and IPv6. */
export const udpAndFirewall: GuestFaults = {
  setUp: [
    firewall(),
    receive({ address: '127.0.0.1', port: ports.stopped }),
    receive({ address: '::1', port: ports.stopped6 }),
    // Both must be bound before the first datagram comes.
    waitFor(`grep -q :${hexPort(ports.stopped)} /proc/net/udp`),
    waitFor(`grep -q :${hexPort(ports.stopped6)} /proc/net/udp6`),
  ].join('\n'),
  make: [
    send('127.0.0.1', ports.nobody, 101),
    send('::1', ports.nobody, 56),
    send('127.0.0.1', ports.firewalled, 61),
    send('::1', ports.firewalled, 46),
    sendUntilDrops('127.0.0.1', ports.stopped, 53, '/proc/net/udp'),
    sendUntilDrops('::1', ports.stopped6, 36, '/proc/net/udp6'),
  ].join('\n'),
  takeDown: `nft delete table inet faults\nkill $(cat ${receivers})\nrm ${receivers}`,
  needReasons: false,
  benignDrops: 0,
  causes: ({ firewallCause }) => [
    { cause: 'udp-no-listener', drops: 101 + 56, severity: 'problem' },
    { cause: firewallCause, drops: 61 + 46, severity: 'problem' },
    { cause: 'udp-rcvbuf-full', drops: 53 + 36, severity: 'problem' },
  ],
}

/** Few and plain, for recordings of the alerts themselves: at three sites, as many drops as `recordedDrops` says. */
export const recordedDrops = [13, 11, 7] as const
export const recordedFaults = {
  setUp: firewall(),
  make: [
    send('127.0.0.1', ports.nobody, recordedDrops[0]),
    send('::1', ports.nobody, recordedDrops[1]),
    send('127.0.0.1', ports.firewalled, recordedDrops[2]),
  ].join('\n'),
} as const

function firewall(): string {
  return `nft 'table inet faults { chain input { type filter hook input priority 0; udp dport ${ports.firewalled} counter drop; }; }'`
}
