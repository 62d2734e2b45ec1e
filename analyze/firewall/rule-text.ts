/**
 * What stands in the text of a rule and changes while it stays the same rule. nft prints what it has counted: `counter packets 7
 * bytes 700`, `quota 1 mbytes used 3 kbytes`. The recorder adds what its sets hold: `ip saddr @bad drop # @bad = { 192.0.2.1 }`.
 */
import { nftName } from '../../session/nft-verdict.js'
import { quote } from '../attribution/query.js'

const counts = /\b(counter) packets \d+ bytes \d+|\b(quota (?:over |until )?\d+ \w+) used \d+ \w+/g

const sets = new RegExp(String.raw` # ((?:@${nftName} = \{[^}]*\} ?)+)$`)
const elementsOfSet = new RegExp(String.raw`@(${nftName}) = (\{[^}]*\})`, 'g')
const setName = new RegExp(`@(${nftName})`, 'g')

/** The same before and after the rule has matched. */
export const withoutCounts = (text: string): string =>
  text
    .replace(sets, '')
    .replace(counts, (_, counter?: string, quota?: string) => counter ?? quota ?? '')

/** The rule as if its sets had no names: `ip saddr { 192.0.2.1 } drop`. Sets that were not recorded keep theirs. */
export function withElements(text: string): string {
  const [behind, held] = sets.exec(text) ?? []
  if (behind === undefined || held === undefined) return text
  const elements = new Map([...held.matchAll(elementsOfSet)].map(([, name, list]) => [name, list]))
  return text
    .slice(0, -behind.length)
    .replace(setName, (named, name: string) => elements.get(name) ?? named)
}

/** SQL that is true for that rule's text, whatever it had counted by then and its sets held. */
export function sameText(text: string): string {
  const pattern = text
    .replace(sets, ' # @%')
    .replace(counts, (_, counter?: string, quota?: string) =>
      counter === undefined ? `${quota} used % %` : 'counter packets % bytes %',
    )
  return pattern === text ? `text = ${quote(text)}` : `text LIKE ${quote(pattern)}`
}
