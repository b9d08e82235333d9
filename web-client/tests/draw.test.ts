import { describe, expect, it } from 'vitest'

import { draw, fingerprint } from '@/live/draw'

describe('the draw of a lucky bag', () => {
  // The same values stand in tests/unit/offer_rules_test.cpp: both sides draw alike.
  it('is the one the server makes', () => {
    expect(fingerprint('kaibo')).toBe('e78d7bd1b6cd24df60a2fe0ac761e5733aca9e838a48b80adeda79da56fc2560')
    expect(draw('kaibo', [11n, 12n, 13n, 14n, 15n, -3n], 3)).toEqual([11n, 14n, 12n])
  })

  it('does not depend on the order of the people', () => {
    expect(draw('kaibo', [-3n, 15n, 14n, 13n, 12n, 11n], 3)).toEqual([11n, 14n, 12n])
  })
})
