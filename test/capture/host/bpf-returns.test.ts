import assert from 'node:assert/strict'
import { possibleReturns, type BpfInstruction } from '../../../capture/host/bpf-returns.js'
import { decodeInstructions, readFacts } from '../../../capture/host/xdp-programs.js'
import { littleEndian } from '../../../capture/netlink/attributes.js'
import type { Addon } from '../../../native/index.js'

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

describe('the instructions of a program', () => {
  /** struct bpf_insn: code, registers, offset, immediate. */
  const bytes = (...insns: readonly (readonly [number, number, number, number])[]): Uint8Array =>
    Uint8Array.from(
      insns.flatMap(([code, registers, off, imm]) => {
        const view = new DataView(new ArrayBuffer(8))
        view.setUint8(0, code)
        view.setUint8(1, registers)
        view.setInt16(2, off, littleEndian)
        view.setInt32(4, imm, littleEndian)
        return [...new Uint8Array(view.buffer)]
      }),
    )

  it('are read from memory, a wide one in two places', () => {
    const registers = littleEndian ? 0x21 : 0x12
    assert.deepEqual(
      decodeInstructions(
        bytes([0xb7, registers, -2, -1], [0x18, 0, 0, 2], [0, 0, 0, 9], [0x95, 0, 0, 0]),
      ),
      [
        { code: 0xb7, dst: 1, src: 2, off: -2, imm: -1 },
        { code: 0x18, dst: 0, src: 0, off: 0, imm: 2 },
        undefined,
        { code: 0x95, dst: 0, src: 0, off: 0, imm: 0 },
      ],
    )
    assert.deepEqual(decodeInstructions(Uint8Array.of(0xb7, 0, 0)), [])
  })

  it('tell its verdicts, where the kernel shows them', () => {
    const instructions = bytes([0xb7, 0, 0, 1], [0x95, 0, 0, 0])
    const program = { name: 'guard' }
    const facts = (bpfProgram: Addon['bpfProgram']) => readFacts(7, { bpfProgram })
    assert.deepEqual(
      facts(() => ({ ...program, instructions })),
      { ...program, returns: [1] },
    )
    assert.deepEqual(
      facts(() => program),
      { ...program, returns: undefined },
    )
    const unknown = { name: '', returns: undefined }
    assert.deepEqual(
      facts(() => undefined),
      unknown,
    )
    const refuse = (code: string) => () => {
      throw Object.assign(new Error(code), { code })
    }
    assert.deepEqual(facts(refuse('EPERM')), unknown)
    assert.throws(() => facts(refuse('EINVAL')), /EINVAL/)
  })
})
