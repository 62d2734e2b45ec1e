/** One flood under one listener, as the guest saw it. */
export interface GuestRun {
  readonly sent: number
  /** By the kernel's own count (Udp NoPorts). */
  readonly dropped: number
  readonly floodWallNs: number
  readonly floodCpuNs: number
  /** CPU of the listener and its children, from the start of the flood until what waited was read. */
  readonly cpuMs: number
  readonly peakRssKb: number
  /** Drops that found the kernel's queues full. */
  readonly queueDrops: number
  /** Alerts that found the listener's socket full. */
  readonly socketDrops: number
}
