/**
 * Everything a report prints, as plain JSON-safe data (no undefined, no Date, no class). `analyze` fills it,
 * `reports` renders it; the public JSON is `findings` alone.
 *
 * Times are milliseconds since the session's start. A list that could not be filled because its source was
 * not recorded is `null`: a missing source is never a zero. An empty list means: looked, nothing there.
 */
import type { Findings, LedgerRow } from '../finding.js'

export interface ReportModel {
  readonly findings: Findings
  readonly recording: Recording
  readonly timeline: Timeline
  /** Drops by CPU and time; null if no source told the CPU. */
  readonly cpuHeat: CpuHeat | null
  /** Where in the stack packets ended. Positions without drops may be left out. */
  readonly ladder: readonly LadderStep[]
  /** What lost packets were on their way to, through the drop site, to the cause. */
  readonly dropPaths: DropPaths
  readonly hurt: Hurt
  readonly interfaces: readonly InterfaceRow[]
  readonly environment: readonly EnvironmentValue[]
  /** Decoded drops, a few for each finding. */
  readonly samples: readonly SampleDrops[]
}

/** How the recording was made and what it cost. */
export interface Recording {
  /** PRAGMA user_version of the session file. */
  readonly schemaVersion: number
  readonly requestedSource: string
  /** Duration asked for; null = until stopped or until the command ended. */
  readonly plannedDurationMs: number | null
  /** 'cut-off' if the session was not closed. */
  readonly endReason: 'duration' | 'signal' | 'command' | 'error' | 'rotation' | 'cut-off'
  /** Interval between two rounds of reading counters. */
  readonly intervalMs: number
  /** Bytes kept of each packet; null if packets were not captured. */
  readonly snapLength: number | null
  /** BPF filter of the capture, '' if none. */
  readonly filter: string
  readonly masks: readonly string[]
  readonly cpus: number
  /** `uname -m` */
  readonly machine: string
  /** `uname -v` */
  readonly kernelBuild: string
  readonly kernelCommandLine: string
  /** CPU time of recorder and capture together, milliseconds; null if cut off before it was written. */
  readonly cpuMs: number | null
  /** Bytes the recording wrote; null if not known. */
  readonly bytesWritten: number | null
  /** Sentences on what this recording or this analysis cannot see. */
  readonly limits: readonly string[]
}

export interface Timeline {
  /** Width of a bin; all series below and `Finding.timeline` use it. At most 600 bins. */
  readonly binMs: number
  readonly bins: number
  /** When the drop source listened; counters and packets may have been read before and after. */
  readonly watched: { readonly fromMs: number; readonly toMs: number }
  /** Drops that no finding claims, by bin. */
  readonly unexplained: readonly number[]
  /** Drops under a mask, by bin. */
  readonly masked: readonly number[]
  /** Packets and bytes the capture saw, by bin; null if packets were not captured. */
  readonly traffic: {
    readonly packets: readonly number[]
    readonly bytes: readonly number[]
  } | null
  /** Counters that moved and matter, most telling first; at most 40. */
  readonly counters: readonly CounterSeries[]
  /** Counters that moved beyond those listed. */
  readonly moreCounters: number
  /** Spans in which (part of) the recording was blind, and the end of a cut-off session. */
  readonly spans: readonly {
    readonly fromMs: number
    readonly toMs: number
    readonly kind: 'gap' | 'cut-off'
    /** One sentence. */
    readonly text: string
  }[]
  /** Moments worth knowing: clock steps, interfaces that came or went, masks switched. */
  readonly marks: readonly {
    readonly atMs: number
    readonly kind: 'clock-step' | 'interface' | 'netns' | 'mask' | 'source' | 'limit'
    /** One sentence. */
    readonly text: string
  }[]
}

export interface CounterSeries {
  readonly name: string
  /** Name of the network namespace, 'host' for that of the recorder, 'global' if it belongs to none. */
  readonly scope: string
  readonly isDrop: LedgerRow['isDrop']
  readonly delta: number
  /** Increase by bin of the timeline. */
  readonly increase: readonly number[]
}

export interface CpuHeat {
  readonly binMs: number
  readonly rows: readonly { readonly cpu: number; readonly drops: readonly number[] }[]
  /** Drops counted here: those of which a detail was kept. */
  readonly counted: number
  /** All drop events, to tell what share the picture shows. */
  readonly of: number
}

/** From the wire up. Transmit runs the other way round. */
export type StackPosition =
  | 'nic'
  | 'driver'
  | 'xdp'
  | 'backlog'
  | 'tc'
  | 'bridge'
  | 'netfilter'
  | 'ip'
  | 'neighbour'
  | 'transport'
  | 'socket'
  | 'unknown'

export interface LadderStep {
  readonly position: StackPosition
  /** Drops here by finding; findingId '' = claimed by none. */
  readonly causes: readonly {
    readonly findingId: string
    /** On the way in. */
    readonly rx: number
    /** On the way out. */
    readonly tx: number
    /** Direction not known. */
    readonly unknown: number
  }[]
}

export interface DropPaths {
  /** Most drops first; at most 200. Losses without a drop event have no path. */
  readonly paths: readonly DropPath[]
  readonly morePaths: number
}

export interface DropPath {
  /** 'udp 10.0.0.2:5000', 'icmp 10.0.0.2'; '' if the flow is not known. */
  readonly destination: string
  readonly site: string
  /** '' = claimed by none. */
  readonly findingId: string
  readonly drops: number
}

export interface Hurt {
  /** Flows that lost packets, most first; at most 200 rows. Benign findings left out. */
  readonly flows: readonly HurtFlow[]
  /** Flows beyond those of the rows. */
  readonly moreFlows: number
  /** Sockets that lost packets, most first; at most 100. */
  readonly sockets: readonly HurtSocket[]
  readonly moreSockets: number
}

export interface HurtFlow {
  readonly findingId: string
  readonly netns: string
  readonly proto: string
  readonly src: string
  /** null = several: flows that differ in this port alone, one row together. */
  readonly sport: number | null
  readonly dst: string
  readonly dport: number | null
  /** How many flows the row stands for. */
  readonly flows: number
  /** Of all of them together. */
  readonly drops: number
  /** Packets of these flows that the capture saw; null if it did not see all of them. */
  readonly packets: number | null
  /** First and last drop; null if not known. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

export interface HurtSocket {
  readonly findingId: string
  readonly netns: string
  readonly proto: string
  readonly local: string
  readonly remote: string
  /** Drops at this socket; null if they cannot be told apart. */
  readonly drops: number | null
  /** Receive buffer limit and the most of it that was in use, bytes. */
  readonly rcvbuf: number | null
  readonly rmemMax: number | null
  readonly pid: number | null
  readonly comm: string
  /** As SocketState.state. */
  readonly state: string
  /** CPU time the process used during the recording, share of one CPU (1 = one CPU busy); null if not known. */
  readonly cpuShare: number | null
}

export interface InterfaceRow {
  readonly netns: string
  readonly name: string
  /** 'veth', 'bridge' …, '' for a plain device. */
  readonly kind: string
  readonly driver: string
  readonly mtu: number
  /** operstate: 'up', 'down', 'lowerlayerdown' … */
  readonly state: string
  readonly qdisc: string
  /** Drop events on this interface, benign included. */
  readonly drops: number
  /** Packets captured here, and packets the capture itself lost here; null if it did not capture here. */
  readonly captured: number | null
  readonly captureLost: number | null
}

/** A setting or fact of the host. */
export interface EnvironmentValue {
  /** 'sysctl', 'qdisc', 'interface', 'firewall', 'route', 'neighbour' … */
  readonly group: string
  /** Namespace name; 'global' if it belongs to none. */
  readonly scope: string
  readonly name: string
  readonly value: string
  /** Ids of the findings that rest on this value. */
  readonly usedBy: readonly string[]
}

export interface SampleDrops {
  /** '' = drops that no finding claims. */
  readonly findingId: string
  /** Drop events of this finding, of which `lines` are some. */
  readonly of: number
  readonly lines: readonly {
    readonly atMs: number
    /** Since the packet before it in the same flow, captured or dropped; null if none was seen in ten seconds. */
    readonly sinceMs: number | null
    readonly interface: string
    /** Kernel symbol where the packet was freed. */
    readonly site: string
    readonly reason: string
    /** The packet in one line: '10.0.0.1:4000 > 10.0.0.2:5000 UDP, length 64'. */
    readonly text: string
  }[]
  /** The most frequent kernel stack, innermost frame first; [] if none was kept. */
  readonly stack: readonly string[]
}
