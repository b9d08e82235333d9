import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

import { promotion } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad } from '@/composables/load'
import type { Promotion } from '@/generated/kaibo/mall/v1/promotion_pb'
import { useSession } from '@/stores/session'

type Running = ShallowRef<Promotion[] | undefined>
const key: InjectionKey<Running> = Symbol('promotions')

/** What runs in the mall now, for a page and for the product cards in it; of all shops when `shopId` is 0. */
export function usePromotions(shopId = 0n): Running {
  const { classId } = useSession()
  const page = useLoad(async () => (await promotion.listPromotions({ classId, shopId })).promotions)
  useTouch(classId, ['class'], ['promotionStarted', 'promotionStopped'], page.touch)
  provide(key, page.data)
  return page.data
}

/** What the page around found; nothing where it did not ask. */
export const runningAround = (): Running => inject(key, () => shallowRef(), true)
