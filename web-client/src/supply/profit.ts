/** What the profit calculator asks for; money in fen. */
export interface Sale {
  priceFen: bigint
  supplyPriceFen: bigint
  pieces: number
  /** Of the whole order. */
  freightFen: bigint
  /** Coupons and other discounts on the whole order. */
  discountFen: bigint
  platformFeePercent: number
}

export interface Estimate {
  incomeFen: bigint
  goodsFen: bigint
  feeFen: bigint
  netFen: bigint
  /** Net of income in percent; undefined without income. */
  margin?: number
}

/** 净利润 = 实收 − 供货价 × 件数 − 运费 − 平台服务费. The platform's fee is rounded up to the fen. */
export function estimate(sale: Sale): Estimate {
  const pieces = BigInt(sale.pieces)
  const paid = sale.priceFen * pieces - sale.discountFen
  const incomeFen = paid < 0n ? 0n : paid
  const goodsFen = sale.supplyPriceFen * pieces
  const feeFen = (incomeFen * BigInt(sale.platformFeePercent) + 99n) / 100n
  const netFen = incomeFen - goodsFen - sale.freightFen - feeFen
  return { incomeFen, goodsFen, feeFen, netFen, margin: incomeFen > 0n ? (Number(netFen) / Number(incomeFen)) * 100 : undefined }
}
