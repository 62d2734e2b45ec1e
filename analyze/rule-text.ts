/** nft prints what a rule has counted into the rule's text: `counter packets 7 bytes 700`, `quota 1 mbytes used 3 kbytes`. */
import { quote } from './query.js'

const counts = /\b(counter) packets \d+ bytes \d+|\b(quota (?:over |until )?\d+ \w+) used \d+ \w+/g

/** The same before and after the rule has matched. */
export const withoutCounts = (text: string): string =>
  text.replace(counts, (_, counter?: string, quota?: string) => counter ?? quota ?? '')

/** SQL that is true for that rule's text, whatever it had counted by then. */
export function sameText(text: string): string {
  const pattern = text.replace(counts, (_, counter?: string, quota?: string) =>
    counter === undefined ? `${quota} used % %` : 'counter packets % bytes %',
  )
  return pattern === text ? `text = ${quote(text)}` : `text LIKE ${quote(pattern)}`
}
