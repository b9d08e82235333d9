import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'

import { toRefused } from './api/refusal'
import { useSession } from './stores/session'

type Audience = 'anyone' | 'signed-in' | 'member' | 'trainee' | 'instructor' | 'staff' | 'office' | 'roster'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may open the page; the server checks every call all the same. */
    for: Audience
    /** "none": the page fills the window, without bars. */
    frame?: 'none'
    /** Key of the page's title. */
    title?: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: () => import('./pages/account/StartPage.vue'), meta: { for: 'signed-in' } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/account/SignInPage.vue'), meta: { for: 'anyone', frame: 'none', title: 'signIn.title' } },
  { path: '/setup', name: 'setup', component: () => import('./pages/account/SetupPage.vue'), meta: { for: 'anyone', frame: 'none', title: 'setup.title' } },
  { path: '/password', name: 'password', component: () => import('./pages/account/PasswordPage.vue'), meta: { for: 'signed-in', frame: 'none', title: 'password.title' } },
  { path: '/account', name: 'account', component: () => import('./pages/account/AccountPage.vue'), meta: { for: 'signed-in', title: 'account.title' } },

  { path: '/home', name: 'home', component: () => import('./pages/trainee/HomePage.vue'), meta: { for: 'trainee', title: 'nav.home' } },
  { path: '/shop', name: 'shop', component: () => import('./pages/trainee/ShopPage.vue'), meta: { for: 'trainee', title: 'nav.shop' } },
  { path: '/shop/product/:productId', name: 'product-edit', component: () => import('./pages/trainee/ProductPage.vue'), meta: { for: 'trainee', title: 'product.publish' } },
  { path: '/shop/data/:ownerId?', name: 'shop-data', component: () => import('./pages/trainee/DashboardPage.vue'), meta: { for: 'member', title: 'dashboard.title' } },
  { path: '/rules', name: 'rules', component: () => import('./pages/trainee/ConductPage.vue'), meta: { for: 'trainee', title: 'conduct.title' } },
  { path: '/supply', name: 'supply', component: () => import('./pages/trainee/SupplyPage.vue'), meta: { for: 'member', title: 'nav.supply' } },
  { path: '/supply/goods/:goodId', name: 'supply-good', component: () => import('./pages/supply/GoodPage.vue'), meta: { for: 'member', title: 'supply.goodTitle' } },
  { path: '/supply/links', name: 'supply-links', component: () => import('./pages/supply/LinksPage.vue'), meta: { for: 'member', title: 'supply.tab.supply-links' } },
  { path: '/supply/orders', name: 'supply-orders', component: () => import('./pages/supply/SupplyOrdersPage.vue'), meta: { for: 'member', title: 'supply.tab.supply-orders' } },
  { path: '/supply/profit', name: 'supply-profit', component: () => import('./pages/supply/ProfitPage.vue'), meta: { for: 'member', title: 'supply.tab.supply-profit' } },
  { path: '/supply/settings', name: 'supply-settings', component: () => import('./pages/supply/SettingsPage.vue'), meta: { for: 'trainee', title: 'supply.tab.supply-settings' } },
  { path: '/supply/manage', name: 'supply-manage', component: () => import('./pages/supply/ManagePage.vue'), meta: { for: 'staff', title: 'supply.tab.supply-manage' } },
  { path: '/mall', name: 'mall', component: () => import('./pages/mall/MallPage.vue'), meta: { for: 'member', title: 'nav.mall' } },
  { path: '/mall/shop/:shopId', name: 'shop-front', component: () => import('./pages/mall/ShopFrontPage.vue'), meta: { for: 'member', title: 'nav.mall' } },
  { path: '/mall/:productId', name: 'product', component: () => import('./pages/mall/ProductViewPage.vue'), meta: { for: 'member', title: 'nav.mall' } },
  { path: '/cart', name: 'cart', component: () => import('./pages/mall/CartPage.vue'), meta: { for: 'trainee', title: 'cart.title' } },
  { path: '/purchases', name: 'purchases', component: () => import('./pages/mall/PurchasesPage.vue'), meta: { for: 'trainee', title: 'nav.purchases' } },
  { path: '/orders/:orderId', name: 'order', component: () => import('./pages/mall/OrderPage.vue'), meta: { for: 'member', title: 'trade.order' } },
  { path: '/after-sales', name: 'after-sales', component: () => import('./pages/mall/AfterSalesPage.vue'), meta: { for: 'trainee', title: 'afterSale.mine' } },
  { path: '/after-sales/:afterSaleId', name: 'after-sale', component: () => import('./pages/mall/AfterSalePage.vue'), meta: { for: 'member', title: 'afterSale.title' } },
  { path: '/chat', name: 'chat', component: () => import('./pages/mall/ChatPage.vue'), meta: { for: 'trainee', title: 'chat.title' } },
  { path: '/me', name: 'me', component: () => import('./pages/mall/MePage.vue'), meta: { for: 'trainee', title: 'nav.me' } },
  { path: '/favourites', name: 'favourites', component: () => import('./pages/mall/FavouritesPage.vue'), meta: { for: 'trainee', title: 'favourites.title' } },
  { path: '/footprints', name: 'footprints', component: () => import('./pages/mall/FootprintsPage.vue'), meta: { for: 'trainee', title: 'favourites.footprints' } },
  { path: '/coupons', name: 'coupons', component: () => import('./pages/mall/CouponsPage.vue'), meta: { for: 'trainee', title: 'offers.coupon.mine' } },
  { path: '/wallet', name: 'wallet', component: () => import('./pages/mall/WalletPage.vue'), meta: { for: 'trainee', title: 'nav.wallet' } },

  { path: '/live', name: 'live', component: () => import('./pages/live/RoomsPage.vue'), meta: { for: 'member', title: 'nav.live' } },
  { path: '/live/:roomId/edit', name: 'room-edit', component: () => import('./pages/live/RoomEditPage.vue'), meta: { for: 'trainee', title: 'room.editTitle' } },
  { path: '/live/:roomId/console', name: 'console', component: () => import('./pages/live/ConsolePage.vue'), meta: { for: 'trainee', frame: 'none', title: 'console.title' } },
  { path: '/live/:roomId/script', name: 'script', component: () => import('./pages/live/ScriptPage.vue'), meta: { for: 'member', title: 'prepare.script' } },
  { path: '/live/:roomId/script/print', name: 'script-paper', component: () => import('./pages/live/ScriptPaper.vue'), meta: { for: 'member', frame: 'none', title: 'prepare.script' } },
  { path: '/live/compare', name: 'compare', component: () => import('./pages/live/ComparePage.vue'), meta: { for: 'member', title: 'review.compareTitle' } },
  { path: '/live/:roomId/figures', name: 'figures', component: () => import('./pages/live/ReviewPage.vue'), meta: { for: 'member', title: 'review.title' } },
  { path: '/live/:roomId/plan', name: 'plan', component: () => import('./pages/live/PlanPage.vue'), meta: { for: 'trainee', title: 'review.planTitle' } },
  { path: '/live/:roomId/replay', name: 'replay', component: () => import('./pages/live/ReplayPage.vue'), meta: { for: 'member', title: 'review.replay' } },
  { path: '/room/:roomId', name: 'room', component: () => import('./pages/live/ViewerPage.vue'), meta: { for: 'member', frame: 'none', title: 'viewer.title' } },

  { path: '/board', name: 'board', component: () => import('./pages/instructor/BoardPage.vue'), meta: { for: 'staff', title: 'nav.board' } },
  { path: '/scenario', name: 'scenario', component: () => import('./pages/instructor/ScenarioPage.vue'), meta: { for: 'staff', title: 'scenario.title' } },
  { path: '/scores/:traineeId?', name: 'scores', component: () => import('./pages/instructor/SheetPage.vue'), meta: { for: 'instructor', title: 'nav.scores' } },
  { path: '/disputes', name: 'disputes', component: () => import('./pages/instructor/DisputesPage.vue'), meta: { for: 'staff', title: 'afterSale.disputes' } },
  { path: '/violations', name: 'violations', component: () => import('./pages/instructor/ViolationsPage.vue'), meta: { for: 'staff', title: 'conduct.classTitle' } },
  { path: '/chats/:ownerId(\\d+)', name: 'shop-chats', component: () => import('./pages/instructor/ShopChatsPage.vue'), meta: { for: 'staff', title: 'talks.link' } },
  { path: '/applications', name: 'applications', component: () => import('./pages/instructor/ApplicationsPage.vue'), meta: { for: 'staff', title: 'nav.applications' } },
  { path: '/people', name: 'people', component: () => import('./pages/instructor/PeoplePage.vue'), meta: { for: 'roster', title: 'nav.people' } },
  { path: '/classes', name: 'classes', component: () => import('./pages/office/ClassesPage.vue'), meta: { for: 'office', title: 'nav.classes' } },

  { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./pages/account/NowherePage.vue'), meta: { for: 'anyone', title: 'nowhere.title' } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** The first page of a person's work. */
export function homeOf(session: ReturnType<typeof useSession>): string {
  if (session.isTrainee) return '/home'
  if (session.isStaff) return '/board'
  if (session.isOffice) return '/classes'
  return '/account'
}

function admitted(audience: Audience, session: ReturnType<typeof useSession>): boolean {
  switch (audience) {
    case 'anyone':
    case 'signed-in':
      return true
    case 'member':
      return session.isTrainee || session.isStaff
    case 'trainee':
      return session.isTrainee
    case 'instructor':
      return session.isInstructor
    case 'staff':
      return session.isStaff
    case 'office':
      return session.isOffice
    case 'roster':
      return session.isStaff || (session.isOffice && session.classId !== 0n)
  }
}

async function guard(to: RouteLocationNormalized) {
  const session = useSession()
  if (!session.known) {
    try {
      await session.refresh()
    } catch (error) {
      // The sign-in page says that the server cannot be reached and tries again.
      if (to.name === 'sign-in' || to.name === 'setup') return true
      return { name: 'sign-in', query: { back: to.fullPath, problem: toRefused(error).code } }
    }
  }
  if (to.meta.for === 'anyone') return true
  if (!session.me) return { name: 'sign-in', query: { back: to.fullPath } }
  if (session.me.mustChangePassword && to.name !== 'password') return { name: 'password' }
  if (to.name === 'start') return homeOf(session)
  if (!admitted(to.meta.for, session)) return homeOf(session)
  return true
}

router.beforeEach(guard)
