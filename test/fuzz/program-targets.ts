import { isDeepStrictEqual } from 'node:util'
import { parseDistribution } from '../../capture/abilities/distribution.js'
import { parseProcessStatus } from '../../capture/abilities/process-status.js'
import { parse as parseEthtool } from '../../capture/counter-sources/ethtool-statistics.js'
import { parseChildrenCpuUs } from '../../capture/counters/children-cpu.js'
import { possibleReturns } from '../../capture/host/bpf-returns.js'
import { parseEbtablesList } from '../../capture/host/firewall/ebtables-list.js'
import { parseKallsyms } from '../../capture/host/kernel-symbols.js'
import { parseNamespaceLink } from '../../capture/host/namespace-scan.js'
import { parseSocketLink } from '../../capture/host/socket-owners.js'
import { decodeInstructions } from '../../capture/host/xdp-programs.js'
import { MessageReader } from '../../capture/packet-sources/message-reader.js'
import { cgroupPath, ownerFromCgroup } from '../../session/cgroup-owner.js'
import { captureMessage } from '../capture/packet-sources/capture-message.js'
import { bytesOf, textOf, type FuzzTarget } from './target.js'

/** r0 = 1; if r1 == 0 goto +1; r0 = 2; exit */
const instructions = Uint8Array.from(
  [
    [0xb7, 0, 0, 0, 1, 0, 0, 0],
    [0x15, 1, 1, 0, 0, 0, 0, 0],
    [0xb7, 0, 0, 0, 2, 0, 0, 0],
    [0x95, 0, 0, 0, 0, 0, 0, 0],
  ].flat(),
)

const process = [
  'Name:\tnode\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\n',
  'ID=ubuntu\nID_LIKE="debian"\nVERSION_ID=\'24.04\'\n',
  '4200 (a) b) S 1 4200 4200 0 -1 4194560 1 0 0 0 17 5 3 4 20 0 3 0 8123 1 2',
  '0::/system.slice/docker-3f9c0a11b2d4.scope\n1:net_cls:/user.slice/user-1000.slice\n',
  'socket:[12345]',
  'net:[4026531840]',
].map(bytesOf)

const symbols = bytesOf(
  'ffffffff81000000 T _stext\nffffffff81a00010 t tcp_v4_rcv.cold\nffffffff81a00020 T kfree_skb\t[core]\n' +
    'ffffffffc0000000 t br_forward\t[bridge]\n0000000000000000 A fixed\n',
)

const chainCounts = (text: string): readonly number[] =>
  parseEbtablesList('filter', text).map(({ rules }) => rules.length)

/** All that decodes what programs print and hold, processes tell and the kernel lists. */
export const programTargets: readonly FuzzTarget[] = [
  {
    name: 'instructions of a BPF program',
    seeds: [instructions],
    decode: (bytes) => possibleReturns(decodeInstructions(bytes)),
  },
  {
    name: 'status and links of a process',
    seeds: process,
    decode: (bytes) => {
      const text = textOf(bytes)
      return [
        parseProcessStatus(text),
        parseDistribution(text),
        parseChildrenCpuUs(text),
        ownerFromCgroup(text),
        cgroupPath(text),
        parseSocketLink(text),
        parseNamespaceLink(text),
      ]
    },
  },
  {
    name: 'kernel symbols',
    seeds: [symbols],
    decode: (bytes) => {
      const found = parseKallsyms(bytes)
      const offsets = [0n, 0xa00015n, 0x3fff_ffffn]
      return [found.why, offsets.map((offset) => found.resolve(0xffff_ffff_8100_0000n + offset))]
    },
  },
  {
    name: 'rules of ebtables and statistics of ethtool',
    seeds: [
      'Bridge chain: INPUT, entries: 1, policy: ACCEPT\n-p IPv4 -j DROP , pcnt = 3 -- bcnt = 138\n',
      'NIC statistics:\n     rx_packets: 12\n     rx_queue_0_drops: 3\n',
    ].map(bytesOf),
    decode: (bytes) => {
      const text = textOf(bytes)
      return [chainCounts(text), parseEthtool('eth0', text)]
    },
  },
  {
    name: 'stream of the capture process',
    seeds: [
      captureMessage(1, 0, 0),
      captureMessage(3, 2, 1, bytesOf('eth0: no such device')),
      captureMessage(4, 1, 1, new Uint8Array(40)),
      ...[5, 6, 7].map((kind) => captureMessage(kind, 0, 0, new Uint8Array(96))),
      captureMessage(8, 0, 1),
    ],
    decode: (bytes) => {
      const whole = messagesIn([bytes])
      const cut = bytes.length >> 1
      // A pipe may give it in pieces.
      const inPieces = messagesIn([bytes.subarray(0, cut), bytes.subarray(cut)])
      if (!isDeepStrictEqual(whole, inPieces)) throw new Error('depends on where the pipe cuts')
      return whole
    },
  },
]

function messagesIn(chunks: readonly Uint8Array[]): readonly unknown[] {
  const messages: unknown[] = []
  // Whom to tell that a block is settled is another function each time.
  const reader = new MessageReader((message) => messages.push({ ...message, settled: undefined }))
  try {
    for (const chunk of chunks) reader.push(chunk)
  } catch (error) {
    // What is documented for a stream that cannot be ours.
    if (!(error instanceof Error && /^(message of|packets in) /.test(error.message))) throw error
    messages.push(error.message)
  }
  return messages
}
