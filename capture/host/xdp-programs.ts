import type { Addon } from '../../native/index.js'
import { addon } from '../native.js'
import { littleEndian } from '../netlink/attributes.js'
import type { LinkXdp } from '../netlink/link-message.js'
import { possibleReturns, type BpfInstruction } from './bpf-returns.js'

/** A program on a link with what the kernel tells of it. */
export interface XdpProgram extends LinkXdp {
  /** Verdicts (enum xdp_action) it can return at all; absent where its instructions do not tell. */
  readonly returns?: readonly number[]
}

interface ProgramFacts {
  readonly name: string
  readonly returns: readonly number[] | undefined
}

const untold: ProgramFacts = { name: '', returns: undefined }

/** A program never changes, and its id is not given to another. */
const known = new Map<number, ProgramFacts>()

/** Where the program is gone already, or asking for it is not allowed, they stay as they are. */
export const withProgramFacts = (programs: readonly LinkXdp[]): readonly XdpProgram[] =>
  programs.map((program) => {
    const { name, returns } = factsOf(program.id)
    return returns === undefined ? { ...program, name } : { ...program, name, returns }
  })

function factsOf(id: number): ProgramFacts {
  let facts = known.get(id)
  if (facts === undefined) known.set(id, (facts = readFacts(id, addon())))
  return facts
}

export function readFacts(id: number, kernel: Pick<Addon, 'bpfProgram'>): ProgramFacts {
  try {
    const program = kernel.bpfProgram(id)
    if (program === undefined) return untold
    const { name, instructions = new Uint8Array() } = program
    return { name, returns: possibleReturns(decodeInstructions(instructions)) }
  } catch (error) {
    // CAP_SYS_ADMIN is what it takes.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return untold
    throw error
  }
}

/** sizeof(struct bpf_insn) */
const insnBytes = 8
/** BPF_LD | BPF_IMM | BPF_DW takes two places, of which the second is data. */
const loadsTwoPlaces = 0x18

/** struct bpf_insn[] in this machine's byte order. */
export function decodeInstructions(bytes: Uint8Array): readonly (BpfInstruction | undefined)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const instructions: (BpfInstruction | undefined)[] = []
  for (let at = 0; at + insnBytes <= bytes.length; at += insnBytes) {
    const code = view.getUint8(at)
    const wide = instructions.at(-1)?.code === loadsTwoPlaces
    const registers = view.getUint8(at + 1)
    const insn = {
      code,
      dst: littleEndian ? registers & 0x0f : registers >> 4,
      src: littleEndian ? registers >> 4 : registers & 0x0f,
      off: view.getInt16(at + 2, littleEndian),
      imm: view.getInt32(at + 4, littleEndian),
    }
    instructions.push(wide ? undefined : insn)
  }
  return instructions
}
