import { create } from '@bufbuild/protobuf'

import { money } from '@/composables/money'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { CouponKind, CouponSchema, CouponState, type Coupon, type CouponWish } from '@/generated/kaibo/mall/v1/promotion_pb'
import { t } from '@/i18n'

export type Issued = Extract<Event['body'], { case: 'couponIssued' }>['value']

/** The coupon that an event tells of. */
export function issuedCoupon(issued: Issued): Coupon {
  const { couponId, shopId, shopName, sellerId, roomId } = issued
  const { name, kind, thresholdFen, offFen, percent, capFen, total, perPerson, validFromClassAt, validUntilClassAt, productIds } = issued
  const terms = { name, kind, thresholdFen, offFen, percent, capFen, total, perPerson, validFromClassAt, validUntilClassAt, productIds }
  return create(CouponSchema, { couponId, shopId, shopName, sellerId, roomId, state: CouponState.RUNNING, terms })
}

type Benefit = Pick<CouponWish, 'kind' | 'offFen' | 'thresholdFen' | 'percent' | 'capFen'>

/** "满 50 减 5" */
export function benefit(terms: Benefit): string {
  const values = { off: money(terms.offFen), threshold: money(terms.thresholdFen), percent: terms.percent, cap: money(terms.capFen) }
  switch (terms.kind) {
    case CouponKind.FULL:
      return t('offers.coupon.full', values)
    case CouponKind.DISCOUNT:
      return t(terms.thresholdFen > 0n ? 'offers.coupon.percentFrom' : 'offers.coupon.percent', values)
    case CouponKind.PIECE:
      return t('offers.coupon.piece')
    default:
      return t('offers.coupon.off', values)
  }
}

export function scope(terms: CouponWish): string {
  const n = terms.productIds.length
  return n === 0 ? t('offers.coupon.allProducts') : t('offers.coupon.someProducts', { n }, n)
}

/** How many are left to be claimed. */
export function left(coupon: Coupon): number {
  return Math.max(0, (coupon.terms?.total ?? 0) - coupon.claimed)
}

/** The most that all of them can cost together. */
export function mostFen(terms: Benefit, total: number): bigint {
  return (terms.kind === CouponKind.DISCOUNT ? terms.capFen : terms.offFen) * BigInt(total)
}
