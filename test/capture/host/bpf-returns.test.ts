import assert from 'node:assert/strict'
import { possibleReturns, type BpfInstruction } from '../../../capture/host/bpf-returns.js'
import { parseInstructions, parseProgramName } from '../../../capture/host/xdp-programs.js'

type Insn = BpfInstruction | undefined
const insn = (code: number, over: Partial<BpfInstruction> = {}): Insn => ({
  code,
  dst: 0,
  src: 0,
  off: 0,
  imm: 0,
  ...over,
})
const mov = (imm: number, dst = 0): Insn => insn(0xb7, { dst, imm })
const copy = (dst: number, src: number): Insn => insn(0xbf, { dst, src })
const jumpIfNot = (off: number): Insn => insn(0x55, { dst: 5, off })
const jump = (off: number): Insn => insn(0x05, { off })
const call = (imm: number, src = 0): Insn => insn(0x85, { imm, src })
const exit = insn(0x95)

describe('what a BPF program can return', () => {
  const programs: readonly (readonly [string, readonly Insn[], readonly number[] | undefined])[] = [
    ['one constant', [mov(2), exit], [2]],
    ['by the way it takes', [jumpIfNot(2), mov(0), exit, mov(2), exit], [0, 2]],
    ['with one exit for all', [mov(1), jumpIfNot(1), mov(2), exit], [1, 2]],
    ['by way of another register', [mov(1, 3), copy(0, 3), exit], [1]],
    ['after a loop', [mov(2), insn(0x07, { dst: 4, imm: 1 }), jumpIfNot(-2), exit], [2]],
    ['behind a jump over what is never reached', [mov(2), jump(1), mov(1), exit], [2]],
    ['from a function of its own', [call(1, 1), exit, mov(0), exit], [0]],
    [
      'where 64 bits are loaded in two places',
      [insn(0x18, { dst: 1 }), undefined, mov(2), exit],
      [2],
    ],
    ['a number below zero', [mov(-1), exit], [-1]],
    ['not known: from a helper', [call(51), exit], undefined],
    ['not known: from memory', [insn(0x61, { dst: 0, src: 1 }), exit], undefined],
    ['not known: computed', [mov(1), insn(0x07, { imm: 1 }), exit], undefined],
    ['not known: from another program', [call(12), mov(2), exit], undefined],
    ['not known: cut off', [mov(2)], undefined],
    ['not known: nothing', [], undefined],
    [
      'not known: an exchange in memory',
      [mov(2), insn(0xdb, { dst: 1, src: 2, imm: 0xf1 }), exit],
      undefined,
    ],
  ]
  for (const [what, program, wanted] of programs)
    it(what, () => assert.deepEqual(possibleReturns(program), wanted))
})

describe('bpftool', () => {
  it('prints instructions as bytes', () => {
    const opcodes = (code: string, imm: readonly string[]) => ({
      disasm: '',
      opcodes: { code, src_reg: '0x0', dst_reg: '0x0', off: ['0xfe', '0xff'], imm },
    })
    const json = JSON.stringify([
      opcodes('0xb7', ['0xff', '0xff', '0xff', '0xff']),
      opcodes('0x18', ['0x02', '0x00', '0x00', '0x00', '0x00', '0x00', '0x00', '0x00']),
    ])
    assert.deepEqual(parseInstructions(json), [
      { code: 0xb7, dst: 0, src: 0, off: -2, imm: -1 },
      { code: 0x18, dst: 0, src: 0, off: -2, imm: 2 },
      undefined,
    ])
  })

  it('may say something else', () => {
    assert.deepEqual(parseInstructions('{"error":"no such program"}'), [])
    assert.deepEqual(parseInstructions('[{"disasm":"exit"}]'), [undefined])
    assert.equal(possibleReturns(parseInstructions('[]')), undefined)
    assert.throws(() => parseInstructions('Error: get by id'), SyntaxError)
  })

  it('names programs', () => {
    assert.equal(parseProgramName('{"id":7,"type":"xdp","name":"guard"}'), 'guard')
    assert.equal(parseProgramName('{"id":7,"type":"xdp"}'), '')
  })
})
