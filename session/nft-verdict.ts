/** A name as nft takes it, for use in a pattern: letters, digits and these. */
export const nftName = String.raw`[\w./\\-]+`

const withoutStrings = (text: string): string => text.replace(/"[^"]*"/g, '""')

/**
 * What a rule of nftables says to do with a packet that fits it: 'drop', 'jump CHAIN' …; '' where it says nothing, or where that
 * depends on the packet (verdict maps, chains without a name).
 */
export function nftVerdict(text: string): string {
  const plain = withoutStrings(text)
  if (/\bvmap\b|\b(jump|goto) \{/.test(plain)) return ''
  const jump = /(?:^|\s)(jump|goto) (\S+)/.exec(plain)
  if (jump !== null) return `${jump[1]} ${jump[2]}`
  return /(?:^|\s)(drop|reject|accept|queue|return)(?=\s|$)/.exec(plain)?.[1] ?? ''
}
