import type { Row } from '../../session/tables.js'
import type { Remedy } from '../finding.js'
import { shell } from './shell.js'

/** Programs that act on the network namespace they are started in. */
const scoped =
  /^(ip|ss|nft|iptables|ip6tables|tc|sysctl|bridge|ethtool|conntrack|arping|ndisc6|traceroute|bpftool net)\b/

/** A semicolon within quotes is part of a word. */
const betweenCommands = /; (?=(?:[^']*'[^']*')*[^']*$)/

/** The cause says itself where to type it: at the other end of a link. */
const namesItsOwn = /# in namespace /

/** A remedy's commands as they must be typed on the host: in the namespace where the loss is. */
export function inNamespace(remedy: Remedy, netns: Row<'netns'> | undefined): Remedy {
  const prefix = prefixOf(netns)
  if (prefix === '') return remedy
  const each = (text: string): string =>
    text
      .split(betweenCommands)
      .map((command) =>
        scoped.test(command) && !namesItsOwn.test(command) ? `${prefix} ${command}` : command,
      )
      .join('; ')
  return { ...remedy, command: each(remedy.command), undo: each(remedy.undo) }
}

function prefixOf(netns: Row<'netns'> | undefined): string {
  if (netns === undefined || netns.kind === 'host') return ''
  if (netns.kind === 'named') return shell`ip netns exec ${netns.name}`
  return netns.pid === null ? '' : `nsenter -t ${netns.pid} -n`
}
