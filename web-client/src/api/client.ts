import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError, createClient, type Client, type Interceptor, type Transport } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'

import { AssessmentService } from '@/generated/kaibo/assessment/v1/assessment_pb'
import { AudienceService } from '@/generated/kaibo/audience/v1/audience_pb'
import { ClassroomService } from '@/generated/kaibo/classroom/v1/classroom_pb'
import { ScenarioService } from '@/generated/kaibo/classroom/v1/scenario_pb'
import { IdentityService } from '@/generated/kaibo/identity/v1/identity_pb'
import { LiveService } from '@/generated/kaibo/live/v1/live_pb'
import { PrepareService } from '@/generated/kaibo/live/v1/prepare_pb'
import { ReviewService } from '@/generated/kaibo/live/v1/review_pb'
import { TalkService } from '@/generated/kaibo/live/v1/talk_pb'
import { OffersService } from '@/generated/kaibo/live/v1/offers_pb'
import { VideoService } from '@/generated/kaibo/live/v1/video_pb'
import { AfterSaleService } from '@/generated/kaibo/mall/v1/after_sale_pb'
import { ChatService } from '@/generated/kaibo/mall/v1/chat_pb'
import { ReviewService as BuyerReviewService } from '@/generated/kaibo/mall/v1/review_pb'
import { FavouriteService } from '@/generated/kaibo/mall/v1/favourites_pb'
import { ImportService } from '@/generated/kaibo/mall/v1/import_pb'
import { ConductService } from '@/generated/kaibo/mall/v1/conduct_pb'
import { DashboardService } from '@/generated/kaibo/mall/v1/dashboard_pb'
import { MallService } from '@/generated/kaibo/mall/v1/mall_pb'
import { PromotionService } from '@/generated/kaibo/mall/v1/promotion_pb'
import { IncidentService } from '@/generated/kaibo/supply/v1/incident_pb'
import { SupplyOrderService } from '@/generated/kaibo/supply/v1/order_pb'
import { ShopService } from '@/generated/kaibo/mall/v1/shop_pb'
import { SupplyService } from '@/generated/kaibo/supply/v1/supply_pb'

import { toRefused } from './refusal'
import { tellingFetch, type Sent } from './telling-fetch'

const callTimeoutMs = 15_000
/** 20 MB at 300 kbit/s. */
const uploadTimeoutMs = 600_000
/** Tries of a call whose server is restarting; each waits as long as it was told. */
const tries = 4

let signedOut: () => void = () => {}
/** Who to tell when the server no longer knows our session. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener
}

/** Every failed call leaves as a Refused. */
const refuse: Interceptor = (next) => async (request) => {
  try {
    return await next(request)
  } catch (error) {
    const refused = toRefused(error)
    if (refused.code === 'unauthenticated' && request.service.typeName !== IdentityService.typeName) signedOut()
    throw refused
  }
}

/** Milliseconds after which the server, or what stands before it, asks to come back. */
function toldToComeBack(error: unknown): number | undefined {
  if (!(error instanceof ConnectError) || error.code !== Code.Unavailable) return undefined
  const seconds = Number(error.metadata.get('retry-after') ?? NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}

/** A call that a restarting server turns away is made again, where a second time cannot have a second effect. */
const comeBack: Interceptor = (next) => async (request) => {
  const isRead = request.method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
  const hasId = 'requestId' in request.message && request.message.requestId !== ''
  for (let left = tries - 1; ; left--) {
    try {
      return await next(request)
    } catch (error) {
      const pauseMs = toldToComeBack(error)
      if (pauseMs === undefined || left === 0 || !(isRead || hasId)) throw error
      await new Promise((resume) => setTimeout(resume, pauseMs))
    }
  }
}

const options = { baseUrl: location.origin, useBinaryFormat: true, interceptors: [refuse, comeBack] }

let current: Transport = createConnectTransport({
  ...options,
  defaultTimeoutMs: callTimeoutMs,
  fetch: (input, init) => fetch(input, { ...init, credentials: 'same-origin' }),
})

/** For tests: another way to reach a server. */
export function useTransport(transport: Transport): void {
  current = transport
}

const transport: Transport = {
  unary: (...call) => current.unary(...call),
  stream: (...call) => current.stream(...call),
}

export const identity = createClient(IdentityService, transport)
export const classroom = createClient(ClassroomService, transport)
export const scenario = createClient(ScenarioService, transport)
export const mall = createClient(MallService, transport)
export const goods = createClient(ImportService, transport)
export const favourites = createClient(FavouriteService, transport)
export const afterSale = createClient(AfterSaleService, transport)
export const chat = createClient(ChatService, transport)
export const buyerReview = createClient(BuyerReviewService, transport)
export const supply = createClient(SupplyService, transport)
export const supplyOrders = createClient(SupplyOrderService, transport)
export const incidents = createClient(IncidentService, transport)
export const promotion = createClient(PromotionService, transport)
export const shop = createClient(ShopService, transport)
export const conduct = createClient(ConductService, transport)
export const dashboard = createClient(DashboardService, transport)
export const live = createClient(LiveService, transport)
export const talk = createClient(TalkService, transport)
export const offers = createClient(OffersService, transport)
export const video = createClient(VideoService, transport)
export const prepare = createClient(PrepareService, transport)
export const review = createClient(ReviewService, transport)
export const assessment = createClient(AssessmentService, transport)
export const audience = createClient(AudienceService, transport)

/** For a large upload: tells which share of it has been sent. */
export function uploading(sent: Sent): Client<typeof ClassroomService> {
  return createClient(ClassroomService, createConnectTransport({ ...options, defaultTimeoutMs: uploadTimeoutMs, fetch: tellingFetch(sent) }))
}

/** One call by HTTP, for a method that is known by its description only. */
export async function overHttp<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  try {
    const response = await current.unary(method, undefined, callTimeoutMs, undefined, request)
    return response.message
  } catch (error) {
    throw toRefused(error)
  }
}
