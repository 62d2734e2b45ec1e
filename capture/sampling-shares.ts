/**
 * Shares of one CPU that what is read again and again may take on average, 2 % together. Who would need more is read less
 * often. Beyond it are what drops cost, the writing of the session, and what is done once at the start and the end.
 */
export const samplingShares = {
  /** Counters of all namespaces. */
  counters: 0.01,
  /** Sockets that may lose packets while nobody looks, of all namespaces. */
  receivers: 0.003,
  /** Connections. */
  tcp: 0.002,
  /** Descriptors of all processes, for the owners of sockets that drop, or that a packet was not for. */
  owners: 0.002,
  /** States of processes whose sockets drop. */
  processes: 0.001,
  /** Namespaces that come and go. */
  namespaces: 0.001,
  interfaces: 0.001,
} as const

/** On top of them, while packets are lost: a socket that drops may be gone soon, and its buffer empty. */
export const dropsSocketShare = 0.03
