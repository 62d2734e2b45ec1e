/**
 * Which numbers can a BPF program return? Follows every way through its instructions and keeps of each register the constants
 * it can hold. What the verifier lets pass has no wild jumps, so that this ends.
 */

/** struct bpf_insn; one that loads 64 bits takes two places, the second is `undefined` here. */
export interface BpfInstruction {
  readonly code: number
  readonly dst: number
  readonly src: number
  readonly off: number
  readonly imm: number
}

/** Constants that a register can hold; undefined = anything. */
type Values = ReadonlySet<number> | undefined
type Registers = readonly Values[]

const registers = 11
/** More than a verdict ever needs. */
const maxValues = 8
const maxCallDepth = 8

const jump = 0x05
const jump32 = 0x06
const isMove = (code: number): boolean => code === 0xb7 || code === 0xb4
const isCopy = (code: number): boolean => code === 0xbf || code === 0xbc
/** ALU, ALU64, LD and LDX write their destination register. */
const writesDestination = (code: number): boolean => [0, 1, 4, 7].includes(code & 7)
/** BPF_ATOMIC of BPF_STX: some give back the old value, in the source register or r0. */
const isAtomic = (code: number): boolean => (code & 0xe7) === 0xc3
const call = 0x80
const exit = 0x90
/** BPF_PSEUDO_CALL: a function of the program itself. */
const ownFunction = 1
const tailCallHelper = 12
/** BPF_TAIL_CALL, into which the verifier turns that helper. */
const tailCall = 0xf0

/** In ascending order; undefined where a number comes from elsewhere (a map, a helper, another program). */
export function possibleReturns(
  program: readonly (BpfInstruction | undefined)[],
): readonly number[] | undefined {
  const returned = returnsFrom(program, 0, 0)
  return returned === undefined ? undefined : [...returned].sort((a, b) => a - b)
}

function returnsFrom(
  program: readonly (BpfInstruction | undefined)[],
  entry: number,
  depth: number,
): Values {
  const seen = new Map<number, Registers>()
  const waiting: [number, Registers][] = [[entry, Array<Values>(registers).fill(undefined)]]
  let returned: Values = new Set()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [at, incoming] = next
    const before = seen.get(at)
    const state = before === undefined ? incoming : joined(before, incoming)
    if (before !== undefined && isSame(before, state)) continue
    seen.set(at, state)
    const insn = program[at]
    // a program that ends without an exit is cut off
    if (insn === undefined) return undefined
    const kind = insn.code & 7
    if (kind !== jump && kind !== jump32) {
      waiting.push([at + (insn.code === 0x18 ? 2 : 1), after(insn, state)])
      continue
    }
    const operation = insn.code & 0xf0
    if (operation === tailCall) return undefined
    if (operation === exit) returned = union(returned, state[0])
    else if (operation === call) {
      if (insn.src === 0 && insn.imm === tailCallHelper) return undefined
      const result =
        insn.src === ownFunction && depth < maxCallDepth
          ? returnsFrom(program, at + 1 + insn.imm, depth + 1)
          : undefined
      waiting.push([at + 1, state.map((v, i) => (i === 0 ? result : i < 6 ? undefined : v))])
    } else {
      // BPF_JA jumps always; with 32 bits its distance is in imm
      if (operation !== 0) waiting.push([at + 1, state])
      const distance = operation === 0 && kind === jump32 ? insn.imm : insn.off
      waiting.push([at + 1 + distance, state])
    }
  }
  return returned
}

function after({ code, dst, src, imm }: BpfInstruction, state: Registers): Registers {
  if (isAtomic(code)) return withValue(withValue(state, src, undefined), 0, undefined)
  if (!writesDestination(code)) return state
  const value = isMove(code) ? new Set([imm]) : isCopy(code) ? state[src] : undefined
  return withValue(state, dst, value)
}

const withValue = (state: Registers, register: number, value: Values): Registers =>
  state.map((known, i) => (i === register ? value : known))

const joined = (a: Registers, b: Registers): Registers => a.map((values, i) => union(values, b[i]))

function union(a: Values, b: Values): Values {
  if (a === undefined || b === undefined) return undefined
  const all = new Set([...a, ...b])
  return all.size > maxValues ? undefined : all
}

const isSame = (a: Registers, b: Registers): boolean =>
  a.every((values, i) => values?.size === b[i]?.size)
