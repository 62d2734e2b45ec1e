/** PRAGMA application_id of a session: 'drop' in ASCII. */
export const applicationId = 0x64726f70

/** PRAGMA user_version of what is written. Readers take no later one: that needs a newer dropcorr. */
export const schemaVersion = 4

/** The same tables. Up to 3 no captured packet is sparse (packet-deltas.ts), in 2 all are records of packet-record.ts. */
export const oldestReadableVersion = 2
