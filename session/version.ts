/** PRAGMA application_id of a session: 'drop' in ASCII. */
export const applicationId = 0x64726f70

/** PRAGMA user_version of what is written. Readers take no later one: that needs a newer dropcorr. */
export const schemaVersion = 3

/** The same tables; packets are always records of packet-record.ts. */
export const oldestReadableVersion = 2
