/** Debian's; a container's root needs it without its sandbox. */
export const chromiumPath = '/usr/bin/chromium'
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  // Nothing but the page may be fetched.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
