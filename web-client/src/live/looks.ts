import { fast } from '@/api/fast'
import { requestId } from '@/api/request-id'
import { ReviewService } from '@/generated/kaibo/live/v1/review_pb'

/** Tells the server which products this viewer looks at closely: what click rates are counted from. */
export function useLooks(classId: bigint, roomId: bigint): (productId: bigint) => void {
  return (productId) => {
    // A look is worth no second try and no message.
    void fast(ReviewService.method.openProduct, { classId, requestId: requestId(), roomId, productId }).catch(() => {})
  }
}
