import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'

/** An interface that could be captured. */
export interface CaptureInterface {
  /** netns.id */
  readonly netns: number
  /** Name of that namespace, 'host' for the recorder's own. */
  readonly netnsName: string
  readonly ifindex: number
  readonly name: string
  /** IFF_UP */
  readonly up: boolean
}

const hostNetns = 1

/**
 * Which of the interfaces there are `-i` means. 'eth0' is the host's; if the host has none, that of every other
 * namespace that has one. 'NETNS/eth0' is one namespace's. Nothing asked for, or tcpdump's 'any', means all.
 */
export function chooseInterfaces(
  asked: readonly string[],
  all: readonly CaptureInterface[],
): readonly CaptureInterface[] {
  if (isForAll(asked)) return all
  return [...new Set(asked.flatMap((word) => matching(word, all)))]
}

export const isForAll = (asked: readonly string[]): boolean =>
  asked.length === 0 || asked.includes('any')

/** Throws DropcorrError (usage) if a name that was asked for fits no interface. */
export function requireInterfaces(
  asked: readonly string[],
  all: readonly CaptureInterface[],
): void {
  if (isForAll(asked)) return
  const unknown = asked.find((word) => matching(word, all).length === 0)
  if (unknown === undefined) return
  throw new DropcorrError(`there is no interface '${unknown}'`, {
    why: `interfaces here: ${namesOf(all)}`,
    hint: 'name one of these, as IFACE or NETNS/IFACE, or leave -i out to capture on all that are up',
    exitCode: exitCode.usage,
  })
}

function matching(word: string, all: readonly CaptureInterface[]): readonly CaptureInterface[] {
  // A namespace's name may hold a slash ('comm/pid'), an interface's never does.
  const slash = word.lastIndexOf('/')
  const name = word.slice(slash + 1)
  const named = all.filter((candidate) => candidate.name === name)
  if (slash >= 0) {
    const netnsName = word.slice(0, slash)
    return named.filter((candidate) => candidate.netnsName === netnsName)
  }
  const onHost = named.filter((candidate) => candidate.netns === hostNetns)
  return onHost.length > 0 ? onHost : named
}

const maxNames = 20

function namesOf(all: readonly CaptureInterface[]): string {
  const names = all.map(interfaceText)
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : ''
  return names.length === 0 ? 'none' : names.slice(0, maxNames).join(', ') + more
}

/** 'eth0' on the host, 'web/eth0' elsewhere: what `-i` takes. */
export const interfaceText = ({ netns, netnsName, name }: CaptureInterface): string =>
  netns === hostNetns ? name : `${netnsName}/${name}`
