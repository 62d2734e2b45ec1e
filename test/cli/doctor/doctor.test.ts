import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { autoChoice } from '../../../cli/doctor/auto-choice.js'
import { diagnose } from '../../../cli/doctor/diagnosis.js'
import { diagnosisText } from '../../../cli/doctor/diagnosis-text.js'
import { wrapped } from '../../../cli/doctor/wrapped.js'
import type { Ability } from '../../../capture/abilities/ability.js'
import { hostWithAll } from '../../capture/abilities/surroundings.js'
import { packageRoot } from '../../../session/package-root.js'
import { runCli } from '../run-cli.js'

const validate = new Ajv2020({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(packageRoot, 'docs/doctor.schema.json'), 'utf8')) as object,
)

const dropSource = (name: string, state: Ability['state'], why = ''): Ability => ({
  ...{ name, kind: 'drop-source', title: name, state, why, hint: '' },
  hides: state === 'works' ? '' : `what ${name} shows`,
})

describe('doctor', () => {
  it('prints JSON of its schema, whoever runs it, and ends with 0 or 3', function () {
    this.timeout(20_000)
    const { status, stdout, stderr } = runCli(['doctor', '--json'])
    assert.equal(stderr, '')
    const diagnosis: unknown = JSON.parse(stdout)
    assert.ok(validate(diagnosis), JSON.stringify(validate.errors))
    const { canRecord } = diagnosis as { readonly canRecord: boolean }
    assert.equal(status, canRecord ? 0 : 3)
  })

  it('on another system says Linux only, and that nothing can record', async () => {
    const diagnosis = await diagnose({ ...hostWithAll, platform: 'darwin', btf: false })
    assert.equal(diagnosis.canRecord, false)
    assert.equal(diagnosis.auto.source, null)
    assert.ok(validate(diagnosis))
    const text = diagnosisText(diagnosis, false)
    assert.match(text, /^dropcorr cannot record here\n/)
    assert.match(text, /recording needs Linux, this is darwin/)
  })

  it('fits 80 columns, but for words that are longer, and shows no escape without colour', async () => {
    const diagnosis = await diagnose({ ...hostWithAll, platform: 'darwin' })
    const abilities = [dropSource('bpf', 'partly', 'a'.repeat(90)), ...diagnosis.abilities]
    const text = diagnosisText({ ...diagnosis, abilities }, false)
    for (const line of text.split('\n')) {
      assert.ok(line.length <= 80 || line.includes('a'.repeat(90)), line)
    }
    assert.ok(!text.includes('\u001b'))
    assert.ok(diagnosisText(diagnosis, true).includes('\u001b'))
  })

  it('prints names from the system harmlessly', async () => {
    const diagnosis = await diagnose({ ...hostWithAll, platform: 'darwin', machine: '\u001b[31mx' })
    assert.ok(!diagnosisText(diagnosis, false).includes('\u001b'))
  })
})

describe('what auto would take', () => {
  it('is the best that works; the others are told with why', () => {
    const abilities = [
      dropSource('bpf', 'not', 'no BTF'),
      dropSource('drop-monitor', 'works'),
      dropSource('tracefs', 'works'),
    ]
    assert.deepEqual(autoChoice(abilities, null), {
      source: 'drop-monitor',
      hardware: null,
      why: 'it is the best of those that work here',
      left: [
        { source: 'bpf', why: 'no BTF' },
        { source: 'tracefs', why: 'works, but drop-monitor tells more' },
      ],
    })
  })

  it('has the hardware side beside another source, and in the drop monitor itself', () => {
    const abilities = [dropSource('bpf', 'works'), dropSource('drop-monitor', 'works')]
    const { source, hardware, left } = autoChoice(abilities, 'drop-monitor')
    assert.deepEqual([source, hardware, left], ['bpf', 'drop-monitor', []])
    assert.equal(autoChoice(abilities.slice(1), 'drop-monitor').hardware, null)
  })

  it('is nothing where none works', () => {
    const choice = autoChoice([dropSource('bpf', 'not', 'no BTF')], null)
    assert.equal(choice.source, null)
    assert.deepEqual(choice.left, [{ source: 'bpf', why: 'no BTF' }])
  })
})

describe('wrapped', () => {
  it('breaks at blanks, hangs, and leaves long words whole', () => {
    assert.deepEqual(wrapped('one two three', 8, '', '  '), ['one two', '  three'])
    assert.deepEqual(wrapped(`x ${'y'.repeat(9)} z`, 5, ' '), [' x', ` ${'y'.repeat(9)}`, ' z'])
    assert.deepEqual(wrapped('', 5, ' '), [' '])
  })
})
