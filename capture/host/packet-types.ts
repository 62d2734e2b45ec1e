import type { Row } from '../../session/tables.js'
import type { Phase } from './phase.js'
import { readIfThere } from './read-proc.js'

export type PacketType = Omit<Row<'packet_type'>, 'netns' | 'phase'>

/** /proc/net/ptype: 'Type Device Function', columns of fixed width, the type in hexadecimal or 'ALL'. */
export const parsePacketTypes = (text: string): readonly PacketType[] =>
  text.split('\n').flatMap((line) => {
    const [, type = '', device = '', handler = ''] =
      /^(ALL|[0-9a-f]{4}) {1,2}(.*?)\s+(\S+)$/.exec(line) ?? []
    if (type === '') return []
    return [{ ether_type: type === 'ALL' ? 0 : parseInt(type, 16), device: device.trim(), handler }]
  })

/** Of the namespace the thread is in. */
export const readPacketTypes = (netns: number, phase: Phase): readonly Row<'packet_type'>[] =>
  parsePacketTypes(readIfThere('/proc/thread-self/net/ptype') ?? '').map((type) => ({
    netns,
    ...type,
    phase,
  }))
