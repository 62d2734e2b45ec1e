import assert from 'node:assert/strict'
import {
  chooseInterfaces,
  requireInterfaces,
  type CaptureInterface,
} from '../../../capture/packet-sources/choose-interfaces.js'
import { DropcorrError } from '../../../session/dropcorr-error.js'

const named = (netns: number, netnsName: string, name: string, ifindex: number) =>
  ({ netns, netnsName, ifindex, name, up: true }) satisfies CaptureInterface

const hostEth = named(1, 'host', 'eth0', 2)
const webEth = named(2, 'web', 'eth0', 2)
const dbEth = named(3, 'sh/4711', 'eth0', 2)
const webTun = named(2, 'web', 'tun0', 3)
const dbTun = named(3, 'sh/4711', 'tun0', 3)
const all = [hostEth, webEth, webTun, dbEth, dbTun]

describe('chooseInterfaces', () => {
  const cases: readonly (readonly [readonly string[], readonly CaptureInterface[], string])[] = [
    [[], all, 'all when nothing is asked for'],
    [['any'], all, "all for tcpdump's word"],
    [['eth0'], [hostEth], "the host's before those of other namespaces"],
    [['tun0'], [webTun, dbTun], 'every namespace that has it where the host has not'],
    [['web/eth0'], [webEth], 'one of one namespace'],
    [['sh/4711/eth0'], [dbEth], 'one of a namespace with a slash in its name'],
    [['eth0', 'host/eth0'], [hostEth], 'each only once'],
  ]
  for (const [asked, expected, what] of cases) {
    it(`takes ${what}`, () => assert.deepEqual(chooseInterfaces(asked, all), expected))
  }
})

describe('requireInterfaces', () => {
  it('names what exists when an interface does not', () => {
    assert.throws(
      () => requireInterfaces(['eth0', 'web/eth9'], all),
      (error) => {
        assert.ok(error instanceof DropcorrError)
        assert.match(error.message, /web\/eth9/)
        assert.match(error.why, /eth0, web\/eth0, web\/tun0, sh\/4711\/eth0/)
        assert.equal(error.exitCode, 2)
        return true
      },
    )
  })

  it('asks for nothing where nothing was asked for', () => requireInterfaces([], []))
})
