import { describe, expect, it } from 'vitest'

import { money, parseYuan, yuan } from '@/composables/money'

describe('money', () => {
  it('shows fen as yuan with two decimals', () => {
    expect(yuan(0n)).toBe('0.00')
    expect(yuan(5n)).toBe('0.05')
    expect(yuan(1250n)).toBe('12.50')
    expect(money(-5n)).toBe('-¥0.05')
  })

  it('keeps amounts exact that a float cannot hold', () => {
    expect(yuan(9007199254740993n)).toBe('90071992547409.93')
    expect(parseYuan('999999999999.99')).toBe(99999999999999n)
  })

  it('reads what people type', () => {
    expect(parseYuan('12')).toBe(1200n)
    expect(parseYuan('12.5')).toBe(1250n)
    expect(parseYuan(' ￥１２．０５ 元')).toBe(1205n)
    expect(parseYuan('12.')).toBe(1200n)
  })

  it('refuses what is no amount', () => {
    for (const typed of ['', '-1', '1.234', 'abc', '1e3', '1.2.3']) expect(parseYuan(typed)).toBeNull()
  })
})
