/**
 * Three network namespaces in a row, client - router - server, with IPv4 and IPv6. Nothing outside of them is touched, and
 * `close` leaves nothing of them; what a killed run left, the next one removes.
 */
import { existsSync, readdirSync } from 'node:fs'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { findProgram, ProgramError, runProgram } from '../host/run-program.js'
import { NotHere } from './selftest-fault.js'
import { TrafficProcess } from './traffic-process.js'
import type { TrafficTask } from './traffic-task.js'

export const roles = ['client', 'router', 'server'] as const
export type Role = (typeof roles)[number]

const prefix = 'dropcorr-selftest'
const namePattern = /^dropcorr-selftest-(\d+)-\w+$/

/** 198.18.0.0/15 is for tests of networks (RFC 2544), fd00::/8 is local to a site. */
export const addresses = {
  client: { ipv4: '198.18.1.1', ipv6: 'fd73:7e57:1::1' },
  router: { ipv4: '198.18.1.254', ipv6: 'fd73:7e57:1::fe' },
  server: { ipv4: '198.18.2.2', ipv6: 'fd73:7e57:2::2' },
} as const

export class SelftestHosts {
  /** Why there is no IPv6 here, '' if there is. */
  readonly noIpv6: string
  readonly #ip: string
  readonly #traffic: TrafficProcess[] = []
  readonly #onExit = (): void => this.close()

  private constructor(ip: string) {
    this.#ip = ip
    this.noIpv6 = existsSync('/proc/sys/net/ipv6') ? '' : 'this kernel has no IPv6'
    process.on('exit', this.#onExit)
  }

  /** Throws DropcorrError (exit 3) where no namespaces can be made. */
  static open(): SelftestHosts {
    const ip = findProgram('ip')
    if (process.getuid?.() !== 0)
      throw cannot('it makes network namespaces, which takes root', 'sudo dropcorr selftest')
    if (ip === undefined) throw cannot('there is no program ip', 'install iproute2')
    sweep(ip)
    const hosts = new SelftestHosts(ip)
    try {
      hosts.#connect()
      return hosts
    } catch (error) {
      hosts.close()
      if (!(error instanceof ProgramError)) throw error
      throw cannot(error.message, 'a kernel with network namespaces and veth', error)
    }
  }

  name(role: Role): string {
    return `${prefix}-${process.pid}-${role}`
  }

  get names(): readonly string[] {
    return roles.map((role) => this.name(role))
  }

  /** For `-i`: where test traffic flows. */
  get interfaces(): readonly string[] {
    return ['client/wan0', 'router/cli0', 'router/srv0', 'server/wan0'].map(
      (name) => `${prefix}-${process.pid}-${name}`,
    )
  }

  /** `ip` in a namespace; arguments are split at blanks. Throws ProgramError. */
  ip(role: Role, args: string): string {
    return runProgram(this.#ip, ['-n', this.name(role), ...args.split(' ')])
  }

  /** Path under /proc/sys/net of a namespace. */
  sysctl(role: Role, path: string, value: number): void {
    this.#inside(role, ['/bin/sh', '-c', `echo ${value} > /proc/sys/net/${path}`])
  }

  /** Loads rules. Throws NotHere where nft is missing or this kernel does not take them. */
  nft(role: Role, rules: string): void {
    const nft = findProgram('nft')
    if (nft === undefined) throw new NotHere('there is no program nft')
    try {
      this.#inside(role, [nft, rules])
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error
      throw new NotHere('this kernel does not take nft rules')
    }
  }

  /** A process that sends or receives in a namespace; it ends with the hosts at the latest. */
  start(role: Role, task: TrafficTask): TrafficProcess {
    const traffic = new TrafficProcess([this.#ip, 'netns', 'exec', this.name(role)], task)
    this.#traffic.push(traffic)
    return traffic
  }

  /** Can be called again, and while the process exits. */
  close(): void {
    process.off('exit', this.#onExit)
    for (const traffic of this.#traffic.splice(0)) traffic.kill()
    for (const role of roles) removeNamespace(this.#ip, this.name(role))
  }

  #inside(role: Role, argv: readonly string[]): void {
    runProgram(this.#ip, ['netns', 'exec', this.name(role), ...argv])
  }

  #connect(): void {
    for (const role of roles) {
      runProgram(this.#ip, ['netns', 'add', this.name(role)])
      this.ip(role, 'link set lo up')
      this.sysctl(role, 'ipv4/conf/all/rp_filter', 0)
      this.sysctl(role, 'ipv4/conf/default/rp_filter', 0)
      this.sysctl(role, 'ipv4/ip_forward', role === 'router' ? 1 : 0)
      if (this.noIpv6 === '') {
        this.sysctl(role, 'ipv6/conf/all/disable_ipv6', 0)
        this.sysctl(role, 'ipv6/conf/default/disable_ipv6', 0)
        this.sysctl(role, 'ipv6/conf/all/forwarding', role === 'router' ? 1 : 0)
      }
    }
    this.#link('client', 'wan0', addresses.client, 'cli0', addresses.router)
    const ofServer = { ipv4: '198.18.2.254', ipv6: 'fd73:7e57:2::fe' }
    this.#link('server', 'wan0', addresses.server, 'srv0', ofServer)
    this.#route('client', addresses.router)
    this.#route('server', ofServer)
  }

  #link(host: Role, name: string, own: Addresses, port: string, router: Addresses): void {
    const peer = `peer name ${port} netns ${this.name('router')} address ${macs.router}`
    this.ip(host, `link add ${name} address ${macs.host} type veth ${peer}`)
    for (const [role, device, { ipv4, ipv6 }, other, mac] of [
      [host, name, own, router, macs.router],
      ['router', port, router, own, macs.host],
    ] as const) {
      this.ip(role, `address add ${ipv4}/24 dev ${device}`)
      // nodad: an address that is still being checked cannot be used
      if (this.noIpv6 === '') this.ip(role, `address add ${ipv6}/64 dev ${device} nodad`)
      this.ip(role, `link set ${device} up`)
      // All faults are made at once: what waits for a late ARP answer pushes older packets out of the queue.
      for (const address of this.noIpv6 === '' ? [other.ipv4, other.ipv6] : [other.ipv4])
        this.ip(role, `neighbour add ${address} lladdr ${mac} dev ${device} nud permanent`)
    }
  }

  #route(host: Role, { ipv4, ipv6 }: Addresses): void {
    this.ip(host, `route add default via ${ipv4}`)
    if (this.noIpv6 === '') this.ip(host, `-6 route add default via ${ipv6}`)
  }
}

interface Addresses {
  readonly ipv4: string
  readonly ipv6: string
}

/** Locally administered; the ends of a link are alone on it. */
const macs = { host: '02:73:7e:57:00:01', router: '02:73:7e:57:00:fe' } as const

const folder = '/run/netns'

/** Removes what runs left that were killed. */
function sweep(ip: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = namePattern.exec(name)?.[1]
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue
    for (const inside of runProgram(ip, ['netns', 'pids', name]).split('\n'))
      if (inside !== '') process.kill(Number(inside), 'SIGKILL')
    removeNamespace(ip, name)
  }
}

function removeNamespace(ip: string, name: string): void {
  if (existsSync(`${folder}/${name}`)) runProgram(ip, ['netns', 'delete', name])
}

const cannot = (why: string, hint: string, cause?: unknown): DropcorrError =>
  new DropcorrError('cannot run the selftest', {
    why,
    hint,
    exitCode: exitCode.cannotRecord,
    cause,
  })
