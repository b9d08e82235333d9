import { TrackState, type Parcel } from '@/generated/kaibo/mall/v1/mall_pb'

export interface ParcelText {
  courier: string
  waybill: string
}

/** A waybill number of the usual shape: nothing really travels here. */
export function inventWaybill(): string {
  const digits = crypto.getRandomValues(new Uint8Array(12))
  return `KB${Array.from(digits, (byte) => byte % 10).join('')}`
}

/** Lost, and nothing was sent in its place yet. */
export function isMissing(parcel: Parcel): boolean {
  return parcel.state === TrackState.LOST && parcel.resentParcelId === 0n
}

export function isTrouble(state: TrackState): boolean {
  return state === TrackState.LOST || state === TrackState.DELAYED
}
