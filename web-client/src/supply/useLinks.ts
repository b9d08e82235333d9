import { supply } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad } from '@/composables/load'
import { useSession } from '@/stores/session'

/** The links of the caller's shop, kept up to date by events. */
export function useLinks() {
  const session = useSession()
  const classId = session.classId
  const links = useLoad(async () => (await supply.listLinks({ classId })).links)
  useTouch(classId, ['class', `user:${session.userId}`], ['goodLinked', 'goodChanged', 'linkChanged', 'supplyStockChanged', 'productSaved', 'productListed', 'productDelisted'], links.touch)
  return links
}
