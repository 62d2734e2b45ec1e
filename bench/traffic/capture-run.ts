export const snapLength = 128
export const bufferBytes = 64 << 20

/** What a tool has taken. */
export interface CapturedTraffic {
  readonly taken: number
  /** Lost, as the tool itself tells. */
  readonly lost: number
  /** Of the capturing processes, from just before the flood to the end. */
  readonly cpuSeconds: number
  /** What it wrote takes on disk. */
  readonly fileBytes: number
}

/** One flood under one capture. */
export interface CaptureRun extends CapturedTraffic {
  readonly tool: string
  /** Packets a second that arrived. */
  readonly rate: number
  readonly arrived: number
}
