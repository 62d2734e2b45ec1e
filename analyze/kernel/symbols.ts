/**
 * Compilers add suffixes to functions they clone or split; the function stays the same one.
 * `__netif_receive_skb_core.constprop.0` → `__netif_receive_skb_core`
 */
export const plainSymbol = (symbol: string): string =>
  symbol.replace(/\.(constprop|isra|part|cold|llvm)(\.\d+)*/g, '')
