import { watch } from 'vue'

import { supply } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad } from '@/composables/load'
import { useSession } from '@/stores/session'

import { useSeller } from './useSeller'

/** The links of the shop the page is about, kept up to date by events. */
export function useLinks() {
  const { classId } = useSession()
  const { sellerId, topics } = useSeller()
  const links = useLoad(async () => (sellerId.value === 0n ? [] : (await supply.listLinks({ classId, sellerId: sellerId.value })).links))
  watch(sellerId, () => void links.reload())
  useTouch(classId, topics, ['goodLinked', 'goodChanged', 'linkChanged', 'supplyStockChanged', 'productSaved', 'productListed', 'productDelisted'], links.touch)
  return links
}
