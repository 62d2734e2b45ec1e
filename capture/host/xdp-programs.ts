import type { LinkXdp } from '../netlink/link-message.js'
import { possibleReturns, type BpfInstruction } from './bpf-returns.js'
import { findProgram, ProgramError, runProgram } from './run-program.js'

/** A program on a link with what bpftool tells of it. */
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

/** Without bpftool, or where the program is gone already, they stay as they are. */
export const withProgramFacts = (programs: readonly LinkXdp[]): readonly XdpProgram[] =>
  programs.map((program) => {
    const { name, returns } = factsOf(program.id)
    return returns === undefined ? { ...program, name } : { ...program, name, returns }
  })

function factsOf(id: number): ProgramFacts {
  let facts = known.get(id)
  if (facts === undefined) known.set(id, (facts = readFacts(id)))
  return facts
}

function readFacts(id: number): ProgramFacts {
  const bpftool = findProgram('bpftool')
  if (bpftool === undefined) return untold
  const run = (...args: readonly string[]): string => runProgram(bpftool, ['-j', 'prog', ...args])
  try {
    const name = parseProgramName(run('show', 'id', String(id)))
    const dump = run('dump', 'xlated', 'id', String(id), 'opcodes')
    return { name, returns: possibleReturns(parseInstructions(dump)) }
  } catch (error) {
    if (error instanceof ProgramError || error instanceof SyntaxError) return untold
    throw error
  }
}

/** Output of `bpftool -j prog show id N`. */
export function parseProgramName(json: string): string {
  const program: unknown = JSON.parse(json)
  const name = isRecord(program) ? program['name'] : undefined
  return typeof name === 'string' ? name : ''
}

/**
 * Output of `bpftool -j prog dump xlated id N opcodes`: [{opcodes: {code: '0xb7', dst_reg, src_reg, off: bytes, imm: bytes}}].
 * Empty where it is not that. Throws SyntaxError for text that is no JSON.
 */
export function parseInstructions(json: string): readonly (BpfInstruction | undefined)[] {
  const dump: unknown = JSON.parse(json)
  const entries: readonly unknown[] = Array.isArray(dump) ? dump : []
  return entries.flatMap((entry) => {
    const codes = isRecord(entry) ? entry['opcodes'] : undefined
    if (!isRecord(codes)) return [undefined]
    const code = Number(codes['code'])
    const insn: BpfInstruction = {
      code,
      dst: Number(codes['dst_reg']),
      src: Number(codes['src_reg']),
      off: littleEndianOf(codes['off'], 2),
      imm: littleEndianOf(codes['imm'], 4),
    }
    // two places in the program, one entry in the dump
    return code === 0x18 ? [insn, undefined] : [insn]
  })
}

/** Bytes as bpftool prints them: ['0x08', '0x00'], in the order of memory. */
function littleEndianOf(bytes: unknown, length: 2 | 4): number {
  const buffer = Buffer.alloc(4)
  if (Array.isArray(bytes))
    for (const [i, byte] of bytes.slice(0, length).entries()) buffer[i] = Number(byte)
  return length === 2 ? buffer.readInt16LE(0) : buffer.readInt32LE(0)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
