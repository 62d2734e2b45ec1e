/** Pseudonyms within texts: rules word by word by what is syntax, sentences by what is known to be private. */
import type { AddressRedaction } from './redact-address.js'
import type { Pseudonyms } from './pseudonyms.js'
import { interfaceAfter, ruleWords } from './rule-words.js'

export interface TextRedaction {
  readonly addresses: AddressRedaction
  readonly names: Pseudonyms
}

/** Strings, addresses, words with what names may hold, and all else a character at a time. */
const ruleToken =
  /"(?:[^"\\]|\\.)*"?|'[^']*'?|[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*(?:\/\d+)?|\d+\.\d+\.\d+\.\d+(?:\/\d+)?|--?[a-z][\w-]*|-(?=[\da-f]*[:\d])|[^\s"'{}()[\],;!=<>&|]+|\s+|./gsu
const numeric =
  /^[#+-]?(?:\d[\d.:/-]*|0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)(?:ms|us|s|m|h|d|bytes|kbytes|mbytes)?$/i

/** A firewall rule, a route, a policy rule, a verdict or a capture filter. */
export function redactRule(text: string, by: TextRedaction): string {
  let before = ''
  return (text.match(ruleToken) ?? [])
    .map((token) => {
      const redacted = ruleTokenOf(token, before, by)
      if (token.trim() !== '' && !/^[{},!=]$/.test(token)) before = token
      return redacted
    })
    .join('')
}

function ruleTokenOf(token: string, before: string, by: TextRedaction): string {
  const [quote = ''] = token
  if (quote === '"' || quote === "'") {
    const inside = token.slice(1, token.length > 1 && token.endsWith(quote) ? -1 : undefined)
    return quote + nameAfter(before, inside, by) + quote
  }
  if (/^[\s\p{P}\p{S}]+$/u.test(token) && !token.includes('::')) return token
  if (/^--?[a-z][a-z-]*$/.test(token) || (numeric.test(token) && !/\d\.\d+\.\d/.test(token)))
    return token
  const range = /^([\d.]+|[\da-f:.]+)-([\d.]+|[\da-f:.]+)$/i.exec(token)
  if (range !== null) {
    const ends = [range[1] ?? '', range[2] ?? ''].map((end) => by.addresses.text(end))
    if (ends.every((end) => end !== undefined)) return ends.join('-')
  }
  const address = by.addresses.text(token)
  if (address !== undefined) return address
  if (interfaceAfter.has(before)) return nameAfter(before, token, by)
  // sets are written @name, also flags as syn/ack
  if (token.startsWith('@')) return `@${by.names.firewall(token.slice(1))}`
  const parts = token.split(/([/,|:.])/)
  if (parts.every((part) => ruleWords.has(part) || numeric.test(part) || /^[/,|:.]?$/.test(part)))
    return token
  return nameAfter(before, token, by)
}

function nameAfter(before: string, name: string, { names, addresses }: TextRedaction): string {
  const address = addresses.text(name)
  if (address !== undefined) return address
  if (!interfaceAfter.has(before)) return names.firewall(name)
  // eth* of nft, eth+ of iptables, eth0@if2 of ip
  const wildcard = /[*+]$/.exec(name)?.[0] ?? ''
  const stem = wildcard === '' ? name : name.slice(0, -1)
  return names.interface(stem) + wildcard
}

const address =
  /(?<![\w.:])(?:[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}|\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?|[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*(?:\/\d+)?)(?![\w:])/g
/** Of the files that dropcorr and the kernel name in messages, these belong to every machine. */
const publicPath =
  /^\/(?:proc\/(?:net|sys)\/|sys\/(?:kernel|fs|class\/net$)|proc\/sys\b|usr\/s?bin\/|s?bin\/)/
const path = /(?<![\w/<])\/[\w.@+~-]+(?:\/[\w.@:+~%-]+)*/g
const afterWord =
  /\b(namespace|interface|device|container|process|command|cgroup|file|chain|table|set) (?!of |is |was |has |in |and |vanished|appeared|it |that |cannot|itself)(['"]?)([^\s'",;:()]+)\2/g

/** 'python3 (pid 4711, …)' */
const beforePid = /(?<![\w-])[^\s'"(),;]+(?= \(pid \d)/gu
/** Three labels or more, the last of letters; sysctls are written so too. */
const hostName =
  /(?<![\w./:-])(?!(?:net|kernel|vm|fs|user)\.)[a-z\d-]+(?:\.[a-z\d-]+)+\.[a-z]{2,}(?![\w/.-])/gi
/** An apostrophe within a word is no quote. */
const quotedText = /(?<=^|[\s(=:,])(['"`])([^'"`]{1,4096})\1(?=$|[\s.,;:)])/g

/** What a message quotes is somebody's name, unless it is an option, a word of syntax, or hidden already. */
function quotedOf(text: string, { names, addresses }: TextRedaction): string {
  const address = addresses.text(text)
  if (address !== undefined) return address
  const isOpen =
    text.startsWith('-') || ruleWords.has(text) || publicPath.test(text) || isPseudonym(text)
  return isOpen ? text : names.other(text)
}

/** A sentence that dropcorr wrote around names and messages of the system. */
export function redactSentence(text: string, by: TextRedaction): string {
  const { names, addresses } = by
  const known = knownNames(names)
  // one pass, so that no pseudonym is taken for a name
  const marked = known === undefined ? [text] : text.split(known)
  return marked
    .map((part, index) => {
      if (index % 2 === 1) return names.hidden.get(part) ?? names.other(part)
      return part
        .replace(address, (found) => addresses.text(found) ?? found)
        .replace(path, (found) => (publicPath.test(found) ? found : names.path(found)))
        .replace(
          quotedText,
          (_, quote: string, inside: string) => quote + quotedOf(inside, by) + quote,
        )
        .replace(beforePid, (name) => (isPseudonym(name) ? name : names.command(name)))
        .replace(hostName, (found) => names.other(found))
        .replace(afterWord, (whole: string, word: string, quote: string, name: string) =>
          /^[a-z]+$/.test(name) && quote === '' && word !== 'namespace'
            ? whole
            : `${word} ${quote}${nameOf(word, name, by)}${quote}`,
        )
    })
    .join('')
}

const isPseudonym = (name: string): boolean =>
  /^(?:if|proc|netns|ctr|unit|fw|path|prog|host|name)-[0-9a-f]{8}/.test(name)

function nameOf(word: string, name: string, { names }: TextRedaction): string {
  if (isPseudonym(name)) return name
  if (word === 'namespace') return names.netns(name)
  return word === 'interface' || word === 'device' ? names.interface(name) : names.other(name)
}

/** Splits a sentence at the names that were hidden so far, the longest first; undefined if there is none. */
function knownNames({ hidden }: Pseudonyms): RegExp | undefined {
  const cached = patterns.get(hidden)
  if (cached?.size === hidden.size) return cached.pattern
  const words = [...hidden.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern =
    words.length === 0 ? undefined : new RegExp(`(?<![\\w-])(${words.join('|')})(?![\\w-])`, 'u')
  patterns.set(hidden, { size: hidden.size, pattern })
  return pattern
}

const patterns = new WeakMap<
  object,
  { readonly size: number; readonly pattern: RegExp | undefined }
>()

/** JSON: keys and numbers stay, each text in it is a sentence. */
export const redactJson = (json: string, text: (value: string) => string): string =>
  JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'string' ? text(value) : value,
  )
