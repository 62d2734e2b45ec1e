import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import type { Lab } from '../../test/live/lab/lab.js'
import type { RunningProgram } from '../../test/live/lab/program.js'
import { waitUntil } from '../../test/live/lab/wait-until.js'

/** In each namespace. */
const pairs = 3
const interfaces = 2 * pairs
const classes = 3
const sockets = { udp: 40, listening: 10 } as const

export interface HostSize {
  readonly namespaces: number
  readonly interfaces: number
  readonly qdiscsAndClasses: number
  readonly sockets: number
}

/** Makes a host with so many namespaces, each with interfaces, queues and sockets: as one with 200 containers has. */
export async function makeLargeHost(lab: Lab, namespaces: number): Promise<HostSize> {
  const opener = await compiled('open-sockets', [
    join(packageRoot, 'bench/generator/open-sockets.c'),
  ])
  const links = join(lab.folder, 'links')
  const queues = join(lab.folder, 'queues')
  writeFileSync(
    links,
    lines(pairs, (i) => [`link add d${i} type veth peer name d${pairs + i}`]),
  )
  writeFileSync(
    queues,
    lines(interfaces, (i) => [
      `qdisc add dev d${i} root handle 1: htb`,
      ...Array.from(
        { length: classes },
        (_, nth) => `class add dev d${i} parent 1: classid 1:${nth + 1} htb rate 1mbit`,
      ),
    ]),
  )
  const holders: RunningProgram[] = []
  for (let i = 0; i < namespaces; i++) {
    const role = `c${i}`
    await lab.addHost(role)
    await lab.run(role, `ip -batch ${links}`)
    await lab.run(role, `tc -batch ${queues}`)
    holders.push(await lab.start(role, `${opener} ${sockets.udp} ${sockets.listening}`))
  }
  await waitUntil('all sockets', () => holders.every(({ output }) => output !== ''), 60_000)
  return {
    namespaces,
    interfaces: namespaces * interfaces,
    qdiscsAndClasses: namespaces * interfaces * (1 + classes),
    sockets: namespaces * (sockets.udp + sockets.listening),
  }
}

const lines = (count: number, ofOne: (i: number) => readonly string[]): string =>
  Array.from({ length: count }, (_, i) => ofOne(i))
    .flat()
    .map((line) => `${line}\n`)
    .join('')
