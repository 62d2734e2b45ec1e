/**
 * Network faults as shell text for a guest, where starting node takes seconds. `$tool` is the lab's packet tool. They are made
 * on loopback: a machine of its own has no other traffic there.
 */
import type { ExpectedCause } from '../live/lab/fault.js'

const ports = { firewalled: 9101, nobody: 9201, stopped: 9301, stopped6: 9302 } as const

/** Three faults at once, each over IPv4 and IPv6. */
export const udpAndFirewall = {
  /** Before recording. */
  setUp: [
    firewall(),
    receive('127.0.0.1', ports.stopped),
    'receivers=$!',
    receive('::1', ports.stopped6),
    'receivers="$receivers $!"',
    // Both must be bound before the first datagram comes.
    waitFor(`grep -q :${hexPort(ports.stopped)} /proc/net/udp`),
    waitFor(`grep -q :${hexPort(ports.stopped6)} /proc/net/udp6`),
  ].join('\n'),
  /** While recording. */
  make: [
    send('127.0.0.1', ports.nobody, 101),
    send('::1', ports.nobody, 56),
    send('127.0.0.1', ports.firewalled, 61),
    send('::1', ports.firewalled, 46),
    sendUntilDrops('127.0.0.1', ports.stopped, 53, '/proc/net/udp'),
    sendUntilDrops('::1', ports.stopped6, 36, '/proc/net/udp6'),
  ].join('\n'),
  takeDown: 'nft delete table inet faults; kill $receivers',
  /** Each a prime of its own, so that no two can be mistaken for each other. */
  causes: (firewallCause: string): readonly ExpectedCause[] => [
    { cause: 'udp-no-listener', drops: 101 + 56, severity: 'problem' },
    { cause: firewallCause, drops: 61 + 46, severity: 'problem' },
    { cause: 'udp-rcvbuf-full', drops: 53 + 36, severity: 'problem' },
  ],
} as const

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

function receive(address: string, port: number): string {
  return `$tool udp-receive --bind ${address} --port ${port} --rcvbuf 4096 --mode never --seconds 250 &`
}

function send(to: string, port: number, count: number): string {
  return `$tool udp-send --to ${to} --port ${port} --count ${count}`
}

/** Loopback delivers at once: the socket's drops can be met exactly. */
function sendUntilDrops(to: string, port: number, drops: number, file: string): string {
  return `$tool udp-send --to ${to} --port ${port} --count 5000 --size 1000 --until-drops ${drops} --drops-file ${file}`
}

function waitFor(command: string): string {
  return `until ${command}; do sleep 0.1; done`
}

/** As /proc/net/udp prints it. */
function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}
