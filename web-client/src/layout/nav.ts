import type { IconName } from '@/components/KIcon.vue'
import type { useSession } from '@/stores/session'

export interface NavItem {
  to: string
  label: string
  icon: IconName
  /** Route names that belong to it. */
  also?: string[]
}

const home: NavItem = { to: '/home', label: 'nav.home', icon: 'home' }
const shop: NavItem = { to: '/shop', label: 'nav.shop', icon: 'shop', also: ['product-edit', 'shop-data', 'rules'] }
const supply: NavItem = { to: '/supply', label: 'nav.supply', icon: 'supply', also: ['supply-good', 'supply-links', 'supply-orders', 'supply-profit', 'supply-settings', 'supply-manage'] }
const live: NavItem = { to: '/live', label: 'nav.live', icon: 'live', also: ['room-edit', 'script', 'figures'] }
const mall: NavItem = { to: '/mall', label: 'nav.mall', icon: 'mall', also: ['product', 'shop-front', 'cart'] }
const purchases: NavItem = { to: '/purchases', label: 'nav.purchases', icon: 'cart', also: ['order', 'after-sales', 'after-sale'] }
const wallet: NavItem = { to: '/wallet', label: 'nav.wallet', icon: 'wallet', also: ['coupons'] }
const me: NavItem = { to: '/me', label: 'nav.me', icon: 'person', also: ['favourites', 'footprints', 'account'] }
const board: NavItem = { to: '/board', label: 'nav.board', icon: 'board', also: ['shop-chats'] }
const scores: NavItem = { to: '/scores', label: 'nav.scores', icon: 'score' }
const scenario: NavItem = { to: '/scenario', label: 'scenario.title', icon: 'bolt' }
const applications: NavItem = { to: '/applications', label: 'nav.applications', icon: 'shop' }
const people: NavItem = { to: '/people', label: 'nav.people', icon: 'people' }
const disputes: NavItem = { to: '/disputes', label: 'afterSale.disputes', icon: 'truck' }
const violations: NavItem = { to: '/violations', label: 'nav.rules', icon: 'warn' }
const classes: NavItem = { to: '/classes', label: 'nav.classes', icon: 'classes' }
const account: NavItem = { to: '/account', label: 'nav.me', icon: 'person' }

/** The pages of a person, in the order of use. */
export function navItems(session: ReturnType<typeof useSession>): NavItem[] {
  const items: NavItem[] = []
  if (session.isTrainee) items.push(home, shop, supply, live, mall, purchases, wallet, me)
  if (session.isStaff) {
    items.push(board)
    if (session.isInstructor) items.push(scores)
    items.push(disputes, violations, people)
    if (!session.isTrainee) items.push(live, mall, supply)
    items.push(applications, scenario)
  }
  if (session.isOffice) {
    items.push(classes)
    if (!session.isStaff && session.classId !== 0n) items.push(people)
  }
  return items
}

const tabsMax = 5
/** On a phone the buyer's pages belong to their own. */
const meTab: NavItem = { ...me, also: [...me.also!, 'purchases', 'order', 'after-sales', 'after-sale', 'wallet', 'coupons'] }

/** At most five at the bottom of a phone. Where there are more pages than that, the layout opens the rest with the fifth. */
export function tabItems(session: ReturnType<typeof useSession>): NavItem[] {
  if (session.isTrainee) return [home, shop, live, mall, meTab]
  const all = [...navItems(session), account]
  return all.length > tabsMax ? all.slice(0, tabsMax - 1) : all
}

/** The pages that have no tab; a trainee finds them on their own page, which gathers some already. */
export function moreItems(session: ReturnType<typeof useSession>): NavItem[] {
  const tabs = tabItems(session).map((item) => item.to)
  const gathered = session.isTrainee ? ['/purchases', '/wallet', '/account'] : []
  return [...navItems(session), account].filter((item) => !tabs.includes(item.to) && !gathered.includes(item.to))
}
