import { ref } from 'vue'

import { promotion } from '@/api/client'
import { toRefused } from '@/api/refusal'
import { requestId } from '@/api/request-id'
import { sentence } from '@/composables/form'
import type { Coupon } from '@/generated/kaibo/mall/v1/promotion_pb'
import { t } from '@/i18n'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'

/** Claims coupons with one tap. */
export function useClaim() {
  const { classId } = useSession()
  const notices = useNotices()
  const busy = ref(0n)

  /** True when it went through. */
  async function claim(coupon: Coupon): Promise<boolean> {
    if (busy.value) return false
    busy.value = coupon.couponId
    try {
      await promotion.claimCoupon({ classId, requestId: requestId(), couponId: coupon.couponId })
      notices.say(t('offers.coupon.claimedText'))
      return true
    } catch (error) {
      notices.say(sentence(toRefused(error)), 'problem')
      return false
    } finally {
      busy.value = 0n
    }
  }
  return { busy, claim }
}
