/** The functions behind the words of column-redactions.ts. */
import type { ColumnRedaction } from './column-redactions.js'
import { redactCounterName } from './redact-counter.js'
import { redactMaskEvent } from './redact-info.js'
import { redactJson, redactRule, redactSentence, type TextRedaction } from './redact-text.js'

export type TextColumn = Exclude<ColumnRedaction, 'open' | 'blocks' | 'infoValue'>

/** `interfaces`: names known in the session. */
export const redactText = (
  kind: TextColumn,
  text: string,
  interfaces: ReadonlySet<string>,
  by: TextRedaction,
): string => {
  const { names, addresses } = by
  switch (kind) {
    case 'address':
      // a unix socket's place, or what is not known
      return text === '' || text === '*' ? text : (addresses.text(text) ?? names.path(text))
    case 'interface':
      return names.interface(text)
    case 'command':
      return names.command(text)
    case 'netns':
      return names.netns(text)
    case 'container':
      return names.container(text)
    case 'cgroup':
      return names.cgroup(text)
    case 'firewall':
      return names.firewall(text)
    case 'rule':
      return redactRule(text, by)
    case 'sentence':
      return redactSentence(text, by)
    case 'event':
      return redactMaskEvent(text, by) ?? redactSentence(text, by)
    case 'jsonTexts':
      return redactJson(text, (value) => redactSentence(value, by))
    case 'program':
      return names.program(text)
    case 'programsJson':
      return redactJson(text, (value) => (xdpModes.has(value) ? value : names.program(value)))
    case 'symbol':
      return redactSymbol(text, by)
    case 'kernelAddress':
      // told of where the kernel lies; symbol and offset say all that is needed
      return '0'
    case 'counterName':
      return redactCounterName(text, interfaces, by)
    case 'sysctlName':
      return redactSysctl(text, by)
    case 'blank':
      return ''
  }
}

const xdpModes: ReadonlySet<string> = new Set([
  'native',
  'generic',
  'offloaded',
  'skb',
  'drv',
  'hw',
])

/** A program of BPF is 'bpf_prog_6deef7357e7b4530_NAME'. */
function redactSymbol(name: string, { names }: TextRedaction): string {
  const [, program] = /^bpf_prog_(.+)$/s.exec(name) ?? []
  return program === undefined ? name : `bpf_prog_${names.program(program)}`
}

/** 'net.ipv4.conf.lan0.rp_filter'; the dots of 'lan0.7' stand as slashes in some. */
function redactSysctl(name: string, { names }: TextRedaction): string {
  const [, before, device, after] =
    /^(net\.(?:ipv[46]|mpls)\.(?:conf|neigh)\.)(.+)(\.\w+)$/s.exec(name) ?? []
  if (before === undefined || device === undefined || after === undefined) return name
  return before + names.interface(device.replaceAll('/', '.')) + after
}
