import { useRoute } from 'vue-router'

import { promotion } from '@/api/client'
import { requestId } from '@/api/request-id'
import { useSession } from '@/stores/session'

function idIn(value: unknown): bigint {
  return typeof value === 'string' && /^\d{1,18}$/.test(value) ? BigInt(value) : 0n
}

/** Tells the server that a trainee came by the link or tag of a promotion (?promotion=…) or a coupon (?coupon=…). */
export function useVisit(): void {
  const session = useSession()
  const { query } = useRoute()
  const promotionId = idIn(query.promotion)
  const couponId = promotionId ? 0n : idIn(query.coupon)
  if (!session.isTrainee || (!promotionId && !couponId)) return
  // The page is the same whether it counts or not.
  promotion.visitPromotion({ classId: session.classId, requestId: requestId(), promotionId, couponId }).catch(() => {})
}
