import type { DropSnapshot, KeyCount, Place } from '../../../cli/watch/drop-snapshot.js'

/** A place where datagrams are dropped, for tests that need just any. */
export const place = (changes: Partial<Place> = {}): Place => ({
  site: '__udp4_lib_rcv',
  reason: 'NO_SOCKET',
  trap: '',
  netns: 'web',
  iface: 'eth0',
  ...changes,
})

export const keyCount = (key: number, latest: number, changes: Partial<Place> = {}): KeyCount => ({
  key,
  place: place(changes),
  total: latest * 10,
  latest,
  history: [1, latest],
})

export const snapshotOf = (
  keys: readonly KeyCount[],
  changes: Partial<DropSnapshot> = {},
): DropSnapshot => ({
  elapsedMs: 61_000,
  intervalMs: 2000,
  drops: { total: 120, latest: 12, history: [1, 12] },
  masked: { total: 0, latest: 0, history: [] },
  keys,
  flows: [],
  otherFlows: { total: 0, latest: 0, history: [] },
  masks: [],
  ...changes,
})
