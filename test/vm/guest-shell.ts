/** Shell text that guests run. `$tool` is the lab's packet tool. */

/** Process ids of what `receive` left running. */
export const receivers = '/run/receivers'

export interface Receiver {
  readonly address: string
  readonly port: number
  readonly netns?: string
  /** false: its buffer of a few datagrams fills. */
  readonly reads?: boolean
}

export function receive({ address, port, netns, reads = false }: Receiver): string {
  const mode = reads ? 'read' : 'never --rcvbuf 4096'
  return (
    `${inside(netns)}$tool udp-receive --bind ${address} --port ${port} --mode ${mode} --seconds 3000 >/dev/null &\n` +
    `echo $! >>${receivers}`
  )
}

export function send(to: string, port: number, count: number, netns?: string): string {
  return `${inside(netns)}$tool udp-send --to ${to} --port ${port} --count ${count}`
}

/** Loopback and veth deliver at once: the socket's drops can be met exactly. `file` is its /proc/net/udp. */
export function sendUntilDrops(
  to: string,
  port: number,
  drops: number,
  file: string,
  netns?: string,
): string {
  return `${inside(netns)}$tool udp-send --to ${to} --port ${port} --count 5000 --size 1000 --until-drops ${drops} --drops-file ${file}`
}

export function waitFor(command: string): string {
  return `until ${command}; do sleep 0.1; done`
}

/** As /proc/net/udp prints it. */
export function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

const inside = (netns: string | undefined): string =>
  netns === undefined ? '' : `ip netns exec ${netns} `
