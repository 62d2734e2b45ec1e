import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Alert } from '../../cli/watch/alert.js'
import { runCli } from '../cli/run-cli.js'
import { assertThreeLines } from '../cli/three-lines.js'
import { BpfRoom } from './bpf-room.js'
import { hasProgram } from './lab/program.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot, skipBecause } from './root-only.js'
import { TracefsRoom, withTracefs } from './tracefs-room.js'
import { WatchProcess } from './watch-process.js'

const folders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('dropcorr-watch-'))

describe('dropcorr watch, live', function () {
  this.timeout(120_000)
  let room: BpfRoom
  let lo: string

  before(async function () {
    requireRoot(this)
    room = await BpfRoom.open('watch')
    lo = `${room.name}/lo`
  })
  afterEach(() => WatchProcess.killAll())
  after(() => {
    BpfRoom.closeAll()
    TracefsRoom.closeAll()
  })

  const told = (alerts: readonly Alert[], reason: string): number =>
    alerts
      .flatMap(({ places }) => places)
      .filter((place) => place.reason === reason)
      .reduce((sum, { drops }) => sum + drops, 0)

  it('tells programs of each drop once, an object an interval, with its cause', async () => {
    const watch = WatchProcess.start('--json', '--interval', '300ms', '-i', lo)
    await watch.until('the first alert', () => watch.alerts.length > 0)
    await room.send(4, 9, 997, 3)
    await room.send(6, 9, 499)
    await watch.until('all drops', () => told(watch.alerts, 'NO_SOCKET') >= 1496)
    await room.send(4, 9, 7)
    const named = async (): Promise<boolean> => {
      await room.send(4, 9, 1)
      return watch.alerts.at(-1)?.places[0]?.cause === 'udp-no-listener'
    }
    await waitUntil('a cause', named, 40_000)
    watch.child.kill('SIGINT')
    assert.equal(await watch.ended(), 0)

    const last = watch.alerts.at(-1)
    assert.equal(told(watch.alerts, 'NO_SOCKET'), last?.totals.drops)
    for (const alert of watch.alerts) {
      assert.equal(alert.schema, 'dropcorr/alert@1')
      assert.equal(
        alert.places.reduce((sum, { drops }) => sum + drops, 0),
        alert.drops,
      )
    }
  })

  it('only counts what is masked, under the mask', async () => {
    const mask = `netns=${room.name}`
    const watch = WatchProcess.start('--json', '--interval', '300ms', '-i', lo, '--mask', mask)
    await watch.until('the first alert', () => watch.alerts.length > 0)
    await room.send(4, 9, 211)
    await watch.until('masked drops', () => watch.alerts.at(-1)?.totals.masked === 211)
    watch.child.kill('SIGTERM')
    assert.equal(await watch.ended(), 0)
    assert.deepEqual(watch.alerts.at(-1)?.masks, [{ mask, active: true, drops: 0, total: 211 }])
    assert.equal(told(watch.alerts, 'NO_SOCKET'), 0)
  })

  it('ends when nobody reads any more', async () => {
    const watch = WatchProcess.start('--json', '--interval', '100ms')
    await watch.until('the first alert', () => watch.alerts.length > 0)
    watch.child.stdout?.destroy()
    assert.equal(await watch.ended(), 0)
  })

  it('shows drops on a terminal, masks them by a key, goes on counting, gives the terminal back', async function () {
    if (!hasProgram('script')) skipBecause(this, 'script (util-linux) makes a terminal')
    const watch = WatchProcess.onTerminal('--interval', '300ms', '-i', lo)
    await watch.until('the screen', () => watch.screen.includes('TOTAL'))
    await room.send(4, 9, 101)
    watch.press('3')
    await watch.until('drops', () => /▶ NO_SOCKET +[\d,]+ +101 /.test(watch.screen))
    watch.press('m')
    await watch.until('the mask', () => watch.screen.includes('masked: reason=NO_SOCKET 0'))
    await room.send(4, 9, 307)
    await watch.until('masked drops', () =>
      /101 dropped .* masked 307 [^]*masked: reason=NO_SOCKET 307/.test(watch.screen),
    )
    watch.press('6m')
    await watch.until('no masks', () => watch.screen.includes('no masks'))
    await room.send(4, 9, 13)
    await watch.until('drops again', () => /114 dropped .* masked 307 /.test(watch.screen))
    watch.press('q')
    assert.equal(await watch.ended(), 0)
    const { text } = watch
    assert.equal(text.split('\u001b[?1049h').length, 2)
    assert.ok(text.lastIndexOf('\u001b[?1049l') > text.lastIndexOf('dropcorr watch'))
    assert.ok(text.lastIndexOf('\u001b[?25h') > text.lastIndexOf('\u001b[?25l'))
  })

  it('shows warnings one after the other, until Esc', async function () {
    if (!hasProgram('script')) skipBecause(this, 'script (util-linux) makes a terminal')
    const masks = ['--mask', 'reason=X1', '--mask', 'reason=X2']
    const watch = WatchProcess.onTerminal('--interval', '300ms', '-i', lo, ...masks)
    await watch.until('the first', () => watch.screen.includes('warning: this kernel has no'))
    assert.ok(watch.text.includes('X1: that mask takes nothing'))
    assert.ok(!watch.text.includes('X2: that mask takes nothing'))
    watch.press('\u001b')
    await watch.until('the second', () => watch.text.includes('X2: that mask takes nothing'))
    watch.press('\u001b')
    await watch.until('no more', () => watch.screen.includes('q quit'))
    watch.press('q')
    assert.equal(await watch.ended(), 0)
  })

  it('prints one table into a pipe', () => {
    const { status, stdout, stderr } = runCli(['watch', '-i', lo, '--interval', '200ms'])
    assert.equal(status, 0, stderr)
    assert.equal(stdout, '0 packets dropped in 0.2 s (0/s)\n')
  })

  it('says what the source is not told of: a mask without effect, an interface nobody can ask for', async function () {
    await TracefsRoom.open(this)
    const under = withTracefs([])
    const source = ['--source', 'tracefs']
    assertThreeLines(runCli(['watch', '--once', ...source, '-i', lo], { under }), 3)
    const masked = ['watch', '--once', ...source, '--interval', '200ms', '--mask', 'iface=lo']
    const { status, stderr } = runCli(masked, { under })
    assert.equal(status, 0, stderr)
    assert.match(stderr, /warning: tracefs: masks without effect.*: iface=lo\n/)
  })

  it('leaves no session behind, however it ends', async () => {
    const before = folders()
    const watch = WatchProcess.start('--json', '--interval', '100ms')
    await watch.until('the first alert', () => watch.alerts.length > 0)
    const own = folders().filter((name) => !before.includes(name))
    assert.ok(own.length > 0)
    watch.child.kill('SIGKILL')
    await watch.ended()
    await waitUntil('the guard', () => folders().every((name) => !own.includes(name)), 20_000)
  })

  it('says what is missing without privileges', function () {
    if (!hasProgram('setpriv')) skipBecause(this, 'setpriv gives up root, and is not installed')
    const under = ['setpriv', '--reuid=65534', '--clear-groups']
    assertThreeLines(runCli(['watch', '--json'], { under }), 3)
  })
})
