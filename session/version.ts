/** PRAGMA application_id of a session: 'drop' in ASCII. */
export const applicationId = 0x64726f70

/** PRAGMA user_version. Readers take this version only: a newer one needs a newer dropcorr. */
export const schemaVersion = 2
