import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'

import { overHttp } from './client'
import { Realtime } from './realtime'
import { toRefused } from './refusal'

function address(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/realtime`
}

/** The tab's connection. */
export const realtime = new Realtime({ open: () => new WebSocket(address()) as never })

/**
 * A call by the socket while it is open, else by HTTP. When the answer does not come the call is
 * repeated by HTTP: the request must carry a request_id, so that it takes effect once.
 */
export async function fast<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  if (realtime.online) {
    try {
      return await realtime.call(method, request)
    } catch (error) {
      const refused = toRefused(error)
      if (!refused.passing) throw refused
    }
  }
  return overHttp(method, request)
}
