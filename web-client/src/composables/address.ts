import { reactive } from 'vue'

import { t } from '@/i18n'
import { useSession } from '@/stores/session'

const key = 'kaibo.address'

export interface AddressText {
  name: string
  phone: string
  text: string
  /** Where freight goes to; empty: everywhere else. */
  region: string
}

function stored(): Partial<AddressText> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<AddressText>
  } catch {
    return {}
  }
}

/** The address used last on this device; a made-up one the first time, so that buying takes two taps. */
export function useAddress() {
  const session = useSession()
  const kept = stored()
  const address = reactive<AddressText>({
    name: kept.name || session.me?.name || '',
    phone: kept.phone || '13800138000',
    text: kept.text || t('address.madeUp'),
    region: kept.region ?? '',
  })
  function remember(): void {
    localStorage.setItem(key, JSON.stringify(address))
  }
  return { address, remember }
}
