import type { RunningProgram } from './program.js'

/** The number behind a word that the packet tool printed: 'sent 300 refused 7'. Throws where there is none. */
export function numberAfter(output: string, word: 'sent' | 'refused' | 'received'): number {
  const found = new RegExp(`\\b${word} (\\d+)`).exec(output)?.[1]
  if (found === undefined) throw new Error(`no number ${word} in: ${output}`)
  return Number(found)
}

/** What came to a `udp-receive` so far, what still waits in its socket included. */
export async function receivedBy(receiver: RunningProgram): Promise<number> {
  receiver.signal('SIGUSR1')
  await receiver.said('received')
  return numberAfter(receiver.output, 'received')
}
