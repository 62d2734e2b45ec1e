import { recordMasks, reportMasks } from '../../cli/options/mask.js'
import { parseAlertMode, parseDropSources } from '../../cli/options/drop-source.js'
import { parseDurationMs } from '../../cli/options/duration.js'
import { parseSizeBytes } from '../../cli/options/size.js'
import { parseWholeNumber } from '../../cli/options/whole-number.js'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { linkType } from '../../session/packet/numbers.js'
import { Pseudonyms } from '../../session/redact/pseudonyms.js'
import { AddressRedaction } from '../../session/redact/redact-address.js'
import { redactFrame, type PacketRedaction } from '../../session/redact/redact-packet.js'
import {
  redactJson,
  redactRule,
  redactSentence,
  type TextRedaction,
} from '../../session/redact/redact-text.js'
import { redactionKey } from '../../session/redact/redaction-key.js'
import { frames } from './packet-targets.js'
import { bytesOf, textOf, unlessRefused, type FuzzTarget } from './target.js'

/** A usage error with its three lines is an answer. */
function unlessUsage<T>(parse: () => T): T | string {
  try {
    return parse()
  } catch (error) {
    if (error instanceof DropcorrError && error.exitCode === exitCode.usage) return error.why
    throw error
  }
}

/** Throws if a number that was let through is not within what was asked for. */
function within(from: number, to: number, parse: () => number): number | string {
  const value = unlessUsage(parse)
  if (typeof value === 'number' && !(value >= from && value <= to))
    throw new RangeError(`${value} is not within ${from} and ${to}`)
  return value
}

const masks = [
  'reason=SOCKET_RCVBUFF,NO_SOCKET',
  'site=tcp_v4_rcv*',
  'iface=eth*',
  'netns=web',
  'severity=benign',
  'cause=udp-rcvbuf-full',
].map(bytesOf)

const rules = [
  'iifname "eth0" ip saddr 203.0.113.77 tcp dport { 22, 80 } counter packets 3 bytes 138 drop comment "meier"',
  '-A INPUT -i eth0 -s 203.0.113.0/24 -p udp -m udp --dport 53 -j DROP',
  'interface eth0 in web went away at 12 s: 2001:db8:77::5',
  '{"name":"db17","list":["203.0.113.77",{"a":null}]}',
].map(bytesOf)

/** All that decodes what a person types, and what is redacted word by word. */
export const wordTargets: readonly FuzzTarget[] = [
  {
    name: 'masks',
    seeds: masks,
    decode: (bytes) => {
      const flags = { mask: [textOf(bytes)] }
      return [unlessUsage(() => recordMasks(flags)), unlessUsage(() => reportMasks(flags))]
    },
  },
  {
    name: 'options with numbers and lists',
    seeds: ['60s', '1.5h', '500ms', '2GiB', '8388608', '17', 'auto', 'bpf,tracefs'].map(bytesOf),
    decode: (bytes) => {
      const text = textOf(bytes)
      return [
        within(100, 1e9, () => parseDurationMs('--x', text, { fromMs: 100, toMs: 1e9 })),
        within(1, 2 ** 40, () => parseSizeBytes('--x', text, { fromBytes: 1, toBytes: 2 ** 40 })),
        within(1, 100, () => parseWholeNumber('--x', text, 1, 100)),
        unlessUsage(() => parseDropSources(text)),
        unlessUsage(() => parseAlertMode(text)),
      ]
    },
  },
  {
    name: 'redacted texts',
    seeds: rules,
    decode: (bytes) => {
      const text = textOf(bytes)
      const by = redaction()
      return [
        redactRule(text, by),
        redactSentence(text, by),
        unlessRefused(() => redactJson(text, (value) => redactRule(value, by))),
      ]
    },
  },
  {
    name: 'redacted frames',
    seeds: frames,
    decode: (bytes) =>
      [linkType.ethernet, linkType.linuxCooked, linkType.linuxCooked2, 101].map((link) => {
        const frame = bytes.slice()
        redactFrame(frame, link, redaction())
        return frame
      }),
  },
]

/** Each input with pseudonyms of its own: they are given in the order in which names are met. */
function redaction(): TextRedaction & PacketRedaction {
  const key = redactionKey(Uint8Array.of(1))
  return {
    names: new Pseudonyms(key),
    addresses: new AddressRedaction(key),
    checksumKey: key.of('checksum'),
    rtpKey: key.of('rtp'),
  }
}
