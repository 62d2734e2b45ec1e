/** What a process in a test namespace shall do: one JSON argument of traffic-child. */
export type TrafficTask =
  | {
      readonly kind: 'send-datagrams'
      readonly ipVersion: 4 | 6
      readonly to: string
      readonly port: number
      readonly count: number
      readonly bytes: number
      readonly from?: string
      /** TTL or hop limit. */
      readonly ttl?: number
    }
  | {
      readonly kind: 'receive-datagrams'
      readonly ipVersion: 4 | 6
      readonly address: string
      readonly port: number
      /** SO_RCVBUF before the kernel doubles it. */
      readonly bufferBytes?: number
    }
  | { readonly kind: 'connect'; readonly to: string; readonly port: number; readonly count: number }
