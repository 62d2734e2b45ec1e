/** Numbers of include/uapi/linux/net_dropmon.h. */
export const netDmFamily = 'NET_DM'
export const netDmGroup = 'events'

export const netDmCommand = {
  alert: 1,
  config: 2,
  start: 3,
  stop: 4,
  packetAlert: 5,
  configGet: 6,
  configNew: 7,
  statsGet: 8,
  statsNew: 9,
} as const

export const netDmAttribute = {
  /** Of an alert in summary mode: struct net_dm_alert_msg, which has no name of its own. */
  unspec: 0,
  alertMode: 1,
  pc: 2,
  symbol: 3,
  inPort: 4,
  timestamp: 5,
  proto: 6,
  payload: 7,
  pad: 8,
  truncLen: 9,
  origLen: 10,
  queueLen: 11,
  stats: 12,
  hwStats: 13,
  origin: 14,
  hwTrapGroupName: 15,
  hwTrapName: 16,
  hwEntries: 17,
  hwEntry: 18,
  hwTrapCount: 19,
  swDrops: 20,
  hwDrops: 21,
  flowActionCookie: 22,
  /** 5.19 and later */
  reason: 23,
} as const

export const netDmPort = { netdevIfindex: 0, netdevName: 1 } as const
export const netDmStats = { dropped: 0 } as const
export const netDmOrigin = { software: 0, hardware: 1 } as const
export const netDmMode = { summary: 0, packet: 1 } as const

/** dm_hit_limit of net/core/drop_monitor.c: sites that one CPU's alert has room for; others are not counted. */
export const sitesPerAlert = 64

/** dm_delay of net/core/drop_monitor.c: a summary alert is sent so long after the first drop in it. */
export const hysteresisMs = 1000
