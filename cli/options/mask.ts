import type { Mask } from '../../capture/source.js'
import { usageError } from '../usage-error.js'

const fields: readonly Mask['field'][] = ['reason', 'site', 'iface', 'netns']

/**
 * Parses 'reason=QDISC_DROP', 'site=tcp_*', 'iface=eth0', 'netns=web'.
 * @throws DropcorrError with exit code 2
 */
export function parseMask(text: string): Mask {
  const [, name, value] = /^([^=]*)=(.+)$/s.exec(text) ?? []
  const field = fields.find((known) => known === name)
  if (field === undefined || value === undefined) {
    throw usageError(
      `bad mask '${text}'`,
      "--mask reason=NO_SOCKET, or --mask 'site=tcp_*'",
      `a mask is KEY=VALUE, and KEY is one of ${fields.join(', ')}`,
    )
  }
  return { field, pattern: field === 'reason' ? reasonName(value) : value }
}

/** Sessions hold reasons without the kernel's prefix and in capitals. */
const reasonName = (text: string): string => text.toUpperCase().replace(/^SKB_DROP_REASON_/, '')
