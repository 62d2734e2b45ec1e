export const snapLength = 128
export const bufferBytes = 64 << 20

/** One flood under one capture. */
export interface CaptureRun {
  readonly tool: string
  /** Packets a second that arrived. */
  readonly rate: number
  readonly arrived: number
  readonly taken: number
  /** Lost, as the tool itself tells. */
  readonly lost: number
  /** Of the capturing processes, from just before the flood to the end. */
  readonly cpuSeconds: number
}
