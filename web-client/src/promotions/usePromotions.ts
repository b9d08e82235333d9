import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'

import { promotion } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad } from '@/composables/load'
import type { Promotion } from '@/generated/kaibo/mall/v1/promotion_pb'
import { useSession } from '@/stores/session'

import { isPlanned } from './promotion'

interface Around {
  running: Promotion[]
  /** They start later. */
  coming: Promotion[]
}
const key: InjectionKey<ComputedRef<Around>> = Symbol('promotions')

/** What runs in the mall and what is to start, for a page and for the product cards in it; of all shops when `shopId` is 0. */
export function usePromotions(shopId = 0n): ComputedRef<Around> {
  const { classId } = useSession()
  const page = useLoad(async () => (await promotion.listPromotions({ classId, shopId })).promotions)
  useTouch(classId, ['class'], ['promotionPlanned', 'promotionStarted', 'promotionStopped'], page.touch)
  const around = computed(() => {
    const all = page.data.value ?? []
    return { running: all.filter((one) => !isPlanned(one)), coming: all.filter(isPlanned) }
  })
  provide(key, around)
  return around
}

/** What the page around found; nothing where it did not ask. */
export const promotionsAround = (): ComputedRef<Around> => inject(key, () => computed(() => ({ running: [], coming: [] })), true)
