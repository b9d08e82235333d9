/** Money is counted in fen (bigint) and shown in yuan; no floating point in between. */

/** 1250n → "12.50", -5n → "-0.05" */
export function yuan(fen: bigint): string {
  const sign = fen < 0n ? '-' : ''
  const absolute = fen < 0n ? -fen : fen
  return `${sign}${absolute / 100n}.${(absolute % 100n).toString().padStart(2, '0')}`
}

/** 1250n → "¥12.50" */
export function money(fen: bigint): string {
  return fen < 0n ? `-¥${yuan(-fen)}` : `¥${yuan(fen)}`
}

/** What a person typed as fen: "12", "12.5", "￥12.50", full-width digits too; null when it is no amount. */
export function parseYuan(typed: string): bigint | null {
  const plain = typed.normalize('NFKC').replace(/[¥,\s元。]/g, (c) => (c === '。' ? '.' : ''))
  const match = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(plain)
  if (!match) return null
  return BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))
}
