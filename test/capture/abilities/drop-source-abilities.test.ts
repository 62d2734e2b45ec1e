import assert from 'node:assert/strict'
import { readAbilities } from '../../../capture/abilities/abilities.js'
import { dropSourceAbilities } from '../../../capture/abilities/drop-source-abilities.js'
import { healthStatement } from '../../../capture/abilities/health-statement.js'
import type { Surroundings } from '../../../capture/abilities/surroundings.js'
import type { DropSource, Obstacle } from '../../../capture/source.js'
import { hostWithAll } from './surroundings.js'

const source = (name: DropSource['name'], obstacle?: Obstacle): DropSource => ({
  name,
  title: name,
  hides: `what ${name} shows`,
  obstacle: () => obstacle,
  start: () => Promise.reject(new Error('doctor starts nothing')),
})

const refused: Obstacle = { why: 'BPF needs root, or CAP_BPF and CAP_PERFMON', hint: 'sudo' }

const ability = (one: DropSource, around: Partial<Surroundings>) => {
  const [found] = dropSourceAbilities([one], { ...hostWithAll, ...around })
  assert.ok(found)
  return found
}

describe('abilities of drop sources', () => {
  it('works: nothing to try, nothing hidden', () => {
    const { state, why, hint, hides } = ability(source('bpf'), {})
    assert.deepEqual({ state, why, hint, hides }, { state: 'works', why: '', hint: '', hides: '' })
  })

  it('names the capabilities that are missing, and how to get them here', () => {
    const capabilities = new Set(['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_PERFMON'])
    const found = ability(source('bpf', refused), { capabilities, container: 'docker' })
    assert.equal(found.state, 'not')
    assert.match(found.why, /missing here: CAP_BPF$/)
    assert.match(found.hint, /^start the container with docker run --cap-add=BPF /)
    assert.equal(found.hides, 'what bpf shows')
    const plain = ability(source('bpf', refused), { capabilities, uid: 1000 })
    assert.equal(plain.hint, 'run it with sudo')
    const pod = ability(source('bpf', refused), { capabilities, container: 'kubernetes' })
    assert.match(pod.hint, /privileged: true/)
  })

  it('capabilities of a user namespace do not count', () => {
    const found = ability(source('bpf', refused), { userNamespace: true })
    assert.match(found.why, /CAP_BPF, CAP_PERFMON of the first user namespace/)
    assert.match(found.hint, /as root of the host/)
  })

  it('a seccomp filter is blamed where the capabilities are there', () => {
    const found = ability(source('bpf', refused), { seccomp: true, container: 'podman' })
    assert.match(found.why, /seccomp/)
    assert.match(found.hint, /podman run --security-opt seccomp=unconfined/)
  })

  it('without BTF the kernel package of the distribution, or the option', () => {
    const noBtf = { why: 'kernel 6.1 has no BTF', hint: '' }
    const found = ability(source('bpf', noBtf), { btf: false })
    assert.match(found.hint, /^apt install linux-image.*CONFIG_DEBUG_INFO_BTF=y/)
    const noSys = ability(source('bpf', noBtf), { sysfs: false, container: 'docker' })
    assert.match(noSys.hint, /-v \/sys:\/sys:ro/)
  })

  it('never asks for a drop monitor whose module is not loaded', () => {
    const loading: DropSource = {
      ...source('drop-monitor'),
      obstacle: () => assert.fail('that would load the module'),
      addsHardware: () => assert.fail('that would load the module'),
    }
    assert.equal(ability(loading, { dropMonitor: 'loadable' }).state, 'works')
    assert.match(
      ability(loading, { dropMonitor: 'loadable' }).why,
      /loads it when a recording asks/,
    )
    assert.equal(ability(loading, { dropMonitor: 'unknown' }).state, 'partly')
    const absent = ability(loading, { dropMonitor: 'absent' })
    assert.match(absent.why, /without CONFIG_NET_DROP_MONITOR/)
    assert.match(absent.hint, /CONFIG_NET_DROP_MONITOR=m/)
    const capabilities = new Set(['CAP_NET_ADMIN'])
    assert.match(ability(loading, { dropMonitor: 'loadable', capabilities }).why, /CAP_SYS_ADMIN/)
  })

  it('a source that cannot even say what is wrong does not work', () => {
    const broken = { ...source('tracefs'), obstacle: () => assert.fail('EIO') }
    assert.equal(ability(broken, {}).state, 'not')
  })

  it('sites without names are half of it', () => {
    const capabilities = new Set(hostWithAll.capabilities)
    capabilities.delete('CAP_SYSLOG')
    assert.equal(ability(source('bpf'), { capabilities }).state, 'partly')
  })
})

describe('abilities elsewhere', () => {
  it('of another system: Linux only, each with what it hides, and nothing is tried', async () => {
    const abilities = await readAbilities([source('bpf')], { ...hostWithAll, platform: 'darwin' })
    assert.ok(abilities.length > 20)
    for (const { state, why, hides, name } of abilities) {
      assert.equal(state, 'not')
      assert.match(why, /needs Linux, this is darwin/)
      assert.notEqual(hides, '', name)
    }
  })
})

describe('the statement in a session', () => {
  const off = { status: 'off', why: '--no-packets', lost: 0, detail: {} } as const

  it('says what a source hides and what would help', () => {
    const packets = healthStatement('packets', off, hostWithAll)
    assert.equal(packets.hint, 'record without --no-packets')
    assert.match(packets.hides, /traffic/)
    const why = 'there are rules of nft, but nft is not installed: they are hidden'
    const firewall = healthStatement('firewall', { ...off, status: 'partial', why }, hostWithAll)
    assert.equal(firewall.hint, 'apt install nftables')
  })

  it('of a drop source that cannot run is that of doctor', () => {
    const detail = { hides: 'what bpf shows', hint: 'sudo' }
    const capabilities = new Set<string>()
    const said = healthStatement(
      'bpf',
      { status: 'unavailable', why: refused.why, lost: 0, detail },
      { ...hostWithAll, capabilities },
    )
    assert.match(said.why, /missing here: CAP_BPF, CAP_PERFMON/)
    assert.equal(said.hides, 'what bpf shows')
  })
})
