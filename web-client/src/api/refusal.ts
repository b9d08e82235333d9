import { fromBinary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'

import { RefusalSchema, type Refusal } from '@/generated/kaibo/error/v1/error_pb'
import type { Error as WireError } from '@/generated/kaibo/realtime/v1/realtime_pb'

/** Why a call did not succeed, in the form in which pages show it. */
export class Refused extends Error {
  constructor(
    /** Connect code, e.g. "invalid_argument"; "unavailable" when the server could not be reached. */
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    /** The request field at fault, e.g. "price_fen"; empty when no single field is. */
    readonly field = '',
    /** The course rule that refuses, with its article. */
    readonly rule = '',
    /** Number of an internal fault in the server's log. */
    readonly faultId = '',
  ) {
    super(`${code}: ${en || zh}`)
    this.name = 'Refused'
  }

  /** True when nobody refused: the answer just did not come through, and trying again may help. */
  get passing(): boolean {
    return this.code === 'unavailable' || this.code === 'deadline_exceeded' || this.code === 'canceled'
  }

  text(locale: string): string {
    const [first, second] = locale.startsWith('zh') ? [this.zh, this.en] : [this.en, this.zh]
    return first || second
  }
}

/** Sentences for refusals that carry none of their own. */
const plain: Record<string, [zh: string, en: string]> = {
  unavailable: ['暂时连不上服务器，请检查网络后再试。', 'The server cannot be reached. Check the network and try again.'],
  deadline_exceeded: ['服务器没有及时回应，请再试一次。', 'The server did not answer in time. Please try again.'],
  canceled: ['操作被中断，请再试一次。', 'The operation was interrupted. Please try again.'],
  unauthenticated: ['登录已失效，请重新登录。', 'You are signed out. Please sign in again.'],
  permission_denied: ['您没有权限做这件事。', 'You may not do this.'],
  not_found: ['没有找到，可能已经被删除。', 'Not found; it may have been removed.'],
  resource_exhausted: ['操作太频繁或服务器繁忙，请稍等几秒再试。', 'Too busy right now. Wait a few seconds and try again.'],
}
const unexpected: [zh: string, en: string] = [
  '出了点问题，请再试一次；如果还不行，请告诉老师。',
  'Something went wrong. Try again; if it happens again, tell your instructor.',
]

function make(code: string, refusal?: Refusal): Refused {
  const [zh, en] = plain[code] ?? unexpected
  return new Refused(
    code,
    refusal?.zh || zh,
    refusal?.en || en,
    refusal?.field,
    refusal?.rule,
    refusal?.faultId,
  )
}

const codeNames: Record<number, string> = Object.fromEntries(
  Object.entries(Code)
    .filter((entry): entry is [string, Code] => typeof entry[1] === 'number')
    .map(([name, value]) => [value, name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase()]),
)

function refusalIn(error: ConnectError): Refusal | undefined {
  const found = error.findDetails(RefusalSchema)[0]
  if (found) return found
  for (const detail of error.details) {
    if ('type' in detail && detail.type === RefusalSchema.typeName) return fromBinary(RefusalSchema, detail.value)
  }
  return undefined
}

/** Whatever a call threw, as a Refused. */
export function toRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  // What an interceptor throws comes out wrapped.
  if (error instanceof ConnectError && error.cause instanceof Refused) return error.cause
  if (!(error instanceof ConnectError)) {
    return make(error instanceof TypeError ? 'unavailable' : 'unknown')
  }
  // What fetch throws when there is no server at the other end.
  if (error.cause instanceof TypeError) return make('unavailable')
  return make(codeNames[error.code] ?? 'unknown', refusalIn(error))
}

export function fromWire(error: WireError): Refused {
  return make(error.code, error.refusal)
}

export function unreachable(): Refused {
  return make('unavailable')
}

export function tooLate(): Refused {
  return make('deadline_exceeded')
}
