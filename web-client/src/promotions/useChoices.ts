import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { promotion } from '@/api/client'
import type { CouponChoice } from '@/generated/kaibo/mall/v1/promotion_pb'
import { useSession } from '@/stores/session'

interface Wish {
  productId: bigint
  quantity: number
  priceFen: bigint
}

/** The buyer's coupons for a wish; the best is chosen until the buyer chooses. None while `wish` is undefined. */
export function useChoices(wish: () => Wish | undefined) {
  const { classId } = useSession()
  const choices = shallowRef<CouponChoice[]>([])
  /** The copy chosen; 0 for none. */
  const chosen = ref(0n)
  let run = 0

  async function load(wanted: Wish): Promise<void> {
    const mine = ++run
    try {
      const reply = await promotion.listCouponChoices({ classId, lines: [wanted] })
      if (mine !== run) return
      choices.value = reply.choices
      const best = reply.choices[0]
      chosen.value = best && best.discountFen > 0n ? best.claim!.claimId : 0n
    } catch {
      // Without it the order costs what it costs without a coupon.
    }
  }

  watch(
    wish,
    (wanted, before) => {
      if (wanted && before && wanted.productId === before.productId && wanted.quantity === before.quantity && wanted.priceFen === before.priceFen) return
      run++
      choices.value = []
      chosen.value = 0n
      if (wanted) void load(wanted)
    },
    { immediate: true },
  )
  onScopeDispose(() => (run = -1))

  const choice = computed(() => choices.value.find((one) => one.claim!.claimId === chosen.value && one.discountFen > 0n))
  const claimId = computed(() => choice.value?.claim!.claimId ?? 0n)
  const discountFen = computed(() => choice.value?.discountFen ?? 0n)
  return { choices, chosen, claimId, discountFen }
}
