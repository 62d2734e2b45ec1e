/** A strict reader of markup: what it does not know it reports. Void elements need no end. */
const voidElements = new Set(['meta', 'br', 'hr', 'img', 'input', 'link'])
const tag = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/
const entity = /^&(?:amp|lt|gt|quot|#39|#96);/

export interface MarkupFault {
  readonly what: string
  readonly near: string
}

/** Faults of well-formedness, and elements and attributes that are not in the lists. */
export function markupFaults(
  page: string,
  elements: ReadonlySet<string>,
  attributes: ReadonlySet<string>,
): readonly MarkupFault[] {
  const faults: MarkupFault[] = []
  const open: string[] = []
  const text = page
    .replace(/^<!doctype html>|^<\?xml[^>]*\?>/, '')
    .replace(/<(style|script)>[^]*?<\/\1>/g, '')
  const fault = (what: string, at: number): unknown =>
    faults.push({ what, near: text.slice(Math.max(0, at - 60), at + 80) })
  for (let at = text.search(/[<>&]/); at >= 0 && faults.length < 5;) {
    const rest = text.slice(at, at + 40_000)
    const [whole, end = '', name = '', list = '', selfClosed = ''] = tag.exec(rest) ?? []
    if (whole !== undefined) {
      if (!elements.has(name)) fault(`<${name}>`, at)
      for (const [, attribute = ''] of list.replace(/"[^"]*"/g, '').matchAll(/\s([\w:-]+)/g))
        if (!attributes.has(attribute)) fault(`${name} ${attribute}`, at)
      if (end !== '') {
        const last = open.pop()
        if (last !== name) fault(`</${name}> closes <${last ?? ''}>`, at)
      } else if (selfClosed === '' && !voidElements.has(name)) open.push(name)
    } else if (!entity.test(rest)) fault(`a bare ${rest[0] ?? ''}`, at)
    const from = at + (whole?.length ?? 1)
    const next = text.slice(from).search(/[<>&]/)
    at = next < 0 ? -1 : from + next
  }
  if (faults.length === 0 && open.length > 0)
    fault(`<${open.join(' <')} is never closed`, text.length)
  return faults
}
