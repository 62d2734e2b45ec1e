const linkTypeNumbers: Readonly<Record<string, number>> = {
  LINKTYPE_NULL: 0,
  LINKTYPE_ETHERNET: 1,
  LINKTYPE_RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  LINKTYPE_IEEE802_11_RADIO: 127,
}

/** The package has names for five link types; all others are 'Unknown linktype N'. -1 if even that is not so. */
export function linkTypeNumber(name: string): number {
  const unknown = /^Unknown linktype (\d+)$/.exec(name)
  return linkTypeNumbers[name] ?? (unknown === null ? -1 : Number(unknown[1]))
}
