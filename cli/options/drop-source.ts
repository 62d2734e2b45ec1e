import type { RecordOptions } from '../../capture/record-options.js'
import { usageError } from '../usage-error.js'

/**
 * Parses 'auto' or a list such as 'bpf,drop-monitor'. Which names exist, the recorder knows: sources are a folder.
 * @throws DropcorrError with exit code 2
 */
export function parseDropSources(text: string): RecordOptions['source'] {
  if (text === 'auto') return 'auto'
  const names = [...new Set(text.split(','))]
  if (!names.includes('') && !names.includes('auto')) return names
  throw usageError(
    `bad drop source '${text}'`,
    '--source auto, or --source bpf',
    'it must be auto, or names of drop sources with a comma between them',
  )
}

/**
 * Parses 'packet' or 'summary'.
 * @throws DropcorrError with exit code 2
 */
export function parseAlertMode(text: string): RecordOptions['alertMode'] {
  if (text === 'packet' || text === 'summary') return text
  throw usageError(
    `bad alert mode '${text}'`,
    '--alert-mode packet, or --alert-mode summary',
    'drop_monitor tells of each packet, or of counts by site each second',
  )
}
