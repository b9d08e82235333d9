import { describe, expect, it } from 'vitest'

import { MarkUpKind, Rounding } from '@/generated/kaibo/supply/v1/supply_pb'
import { readMarkUp } from '@/supply/mark-up'
import { estimate } from '@/supply/profit'

const sale = { priceFen: 2500n, supplyPriceFen: 1580n, pieces: 1, freightFen: 200n, discountFen: 0n, platformFeePercent: 5 }

describe('the profit calculator', () => {
  it('takes goods, freight and fee off what is received', () => {
    expect(estimate(sale)).toMatchObject({ incomeFen: 2500n, goodsFen: 1580n, feeFen: 125n, netFen: 595n })
    expect(estimate(sale).margin).toBeCloseTo(23.8)
  })

  it('asks freight once for an order, and rounds the fee up to the fen', () => {
    expect(estimate({ ...sale, pieces: 3, discountFen: 1n })).toMatchObject({ incomeFen: 7499n, feeFen: 375n, netFen: 7499n - 4740n - 200n - 375n })
  })

  it('says what is lost where a discount is larger than the price', () => {
    expect(estimate({ ...sale, discountFen: 9999n })).toMatchObject({ incomeFen: 0n, netFen: -1780n, margin: undefined })
  })
})

describe('a mark-up as it is typed', () => {
  it('is read as a rule, or not at all', () => {
    const typed = { kind: MarkUpKind.PERCENT, percent: '40', fixed: '', rounding: Rounding.NINE }
    expect(readMarkUp(typed)).toEqual({ kind: MarkUpKind.PERCENT, percent: 40, fixedFen: 0n, rounding: Rounding.NINE })
    expect(readMarkUp({ ...typed, percent: 'a' })).toBeUndefined()
    expect(readMarkUp({ ...typed, kind: MarkUpKind.FIXED, fixed: '5.5' })).toMatchObject({ fixedFen: 550n })
  })
})
