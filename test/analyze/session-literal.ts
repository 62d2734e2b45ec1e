/** What a test says about a session. Everything has a default: `{ drops: [{ drops: 23 }] }` is a session. */
import type { SessionInfo } from '../../session/session-info.js'
import type { Row, TableName } from '../../session/tables.js'
import type { PacketLiteral } from './packet-bytes.js'

export interface FlowLiteral extends PacketLiteral {
  readonly drops: number
}

export interface SocketInDrop {
  readonly inode?: number
  /** 2 IPv4, 10 IPv6. */
  readonly family?: number
  readonly protocol?: number
  /** As in TCP: 6 TIME-WAIT, 10 LISTEN, 12 NEW_SYN_RECV. */
  readonly state?: number
  readonly rcvbuf?: number
  readonly rmem?: number
}

/** One drop key with its flows and details. */
export interface DropLiteral {
  /** Kernel symbol, suffixes allowed. */
  readonly site?: string
  /** 'NOT_SPECIFIED' unless told. */
  readonly reason?: string
  /** Name of the namespace, 'host' unless told; null = none. */
  readonly netns?: string | null
  /** Name of the interface, 'eth0' unless told; '' = none. */
  readonly device?: string
  readonly drops: number
  /** Start of its bucket, 1,000 unless told. */
  readonly atMs?: number
  /** Its only flow. null = the source did not tell flows. */
  readonly packet?: PacketLiteral | null
  /** Several flows; where they do not add up to `drops` the kernel's flow map was full. */
  readonly flows?: readonly FlowLiteral[]
  /** EtherType where it is not that of the packet. */
  readonly protocol?: number
  /** Header bytes where they are not those of the packet. */
  readonly head?: Uint8Array
  /** Details kept of each flow, at most; 4 unless told. */
  readonly details?: number
  readonly socket?: SocketInDrop
  readonly stack?: readonly string[]
  /** Interface it came in on: `device` unless told, '' = made on this host. */
  readonly incoming?: string
  readonly packetType?: number
  readonly length?: number
  /** CPUs of the details in turn; 0 unless told. */
  readonly cpus?: readonly number[]
  readonly masked?: boolean
  /** The source that counted it, where it is not that of the session. */
  readonly source?: Row<'drop_key'>['source']
  /** 'GROUP/NAME' of a hardware drop. */
  readonly trap?: string
}

/** A counter by its readings, for those that a gain alone does not tell. */
export interface CounterLiteral {
  readonly name: string
  readonly netns?: string
  /** Pairs of (ms, value). */
  readonly readings: readonly (readonly [number, number])[]
  readonly born?: boolean
  readonly gauge?: boolean
  /** Name of the interface that it is told of, for the few where that is not in the name. */
  readonly device?: string
}

export interface ProcessLiteral {
  readonly pid: number
  readonly comm: string
  /** (ms, state, CPU ms, ms waited for a CPU), each in force until the next. */
  readonly samples?: readonly (readonly [number, string, number, (number | null)?])[]
}

export interface SocketLiteral {
  readonly netns?: string
  readonly proto?: string
  readonly inode?: number
  readonly family?: 4 | 6
  readonly state?: string
  readonly local?: string
  readonly port: number
  readonly remote?: string
  readonly remotePort?: number
  readonly device?: string
  readonly v6only?: boolean
  readonly rcvbuf?: number
  readonly backlog?: number
  readonly fromMs?: number
  readonly toMs?: number
  readonly owner?: ProcessLiteral
  /** (ms, receive memory or accept queue length, drops). */
  readonly samples?: readonly (readonly [number, number, number?])[]
}

export interface InterfaceLiteral {
  readonly name: string
  readonly netns?: string
  readonly kind?: string
  readonly mtu?: number
  readonly up?: boolean
  readonly carrier?: boolean
  /** Other end: name and namespace. */
  readonly peer?: readonly [name: string, netns: string]
  readonly master?: string
  readonly mac?: string
  readonly qdisc?: string
  readonly xdp?: string
  /** Settings of a bridge port: state, hairpin, isolated, locked, flood. */
  readonly bridgePort?: Readonly<Record<string, unknown>>
}

export interface RouteLiteral {
  readonly dst: string
  readonly type?: string
  readonly gateway?: string
  readonly netns?: string
  readonly table?: number
  /** Outgoing interface. */
  readonly device?: string
}

export interface RuleLiteral {
  readonly netns?: string
  readonly tool?: Row<'firewall_rule'>['tool']
  readonly family?: string
  readonly table?: string
  readonly chain: string
  readonly hook?: string
  readonly device?: string
  readonly priority?: number
  readonly text?: string
  readonly verdict: string
  /** A policy is no rule: it has no handle and stands at position -1. */
  readonly policy?: boolean
  /** Packets its counter gained; without it the rule has no counter. */
  readonly gained?: number
}

export interface CapturedFlowLiteral extends PacketLiteral {
  readonly netns?: string
  readonly device?: string
  readonly protocol?: number
  readonly srcMac?: string
  readonly packets: number
}

export interface QdiscLiteral {
  readonly device?: string
  readonly netns?: string
  readonly handle: string
  readonly parent?: string
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>>
  /** When it was listed; only at the start unless told. */
  readonly phases?: readonly ('start' | 'end')[]
}

/** Sources that can be missing; 'health' = nothing says how the drop source fared. */
export type SourceName = 'bpf' | 'health' | 'counters' | 'sockets' | 'firewall' | 'packets'

export interface SessionLiteral {
  readonly drops?: readonly DropLiteral[]
  /** What counters of the host gained at 1,200 ms. */
  readonly gained?: Readonly<Record<string, number>>
  /** By namespace. */
  readonly gainedIn?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly counters?: readonly CounterLiteral[]
  readonly sockets?: readonly SocketLiteral[]
  readonly interfaces?: readonly InterfaceLiteral[]
  /** 'NETNS DEVICE ADDRESS/BITS' or 'DEVICE ADDRESS/BITS', with ' brd ADDRESS' where there is one. */
  readonly addresses?: readonly string[]
  readonly routes?: readonly RouteLiteral[]
  /** Of the host, or 'NETNS NAME'. */
  readonly sysctls?: Readonly<Record<string, string>>
  readonly qdiscs?: readonly QdiscLiteral[]
  readonly rules?: readonly RuleLiteral[]
  /** A capture ran and saw these. */
  readonly traffic?: readonly CapturedFlowLiteral[]
  readonly without?: readonly SourceName[]
  /** No end: neither facts nor rows that are written when the recording ends. */
  readonly cutOff?: boolean
  readonly source?: Row<'drop_key'>['source']
  /** Numbers of the drop source's own health. */
  readonly health?: Readonly<Record<string, number>>
  readonly info?: Partial<SessionInfo>
  /** Rows as they are, for what is rare. */
  readonly rows?: { readonly [N in TableName]?: readonly Row<N>[] }
}
