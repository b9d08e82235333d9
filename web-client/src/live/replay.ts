import { create } from '@bufbuild/protobuf'

import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { GetRoomResponseSchema, RoomSchema, RoomState, type Room } from '@/generated/kaibo/live/v1/live_pb'

import { apply, roomView, type RoomView } from './room-state'

/** Events between two pictures that are kept, so that jumping back is quick. */
const spacing = 200

interface Picture {
  /** Events applied. */
  count: number
  view: RoomView
  /** Viewers in the room: the servers by which each came. */
  here: Map<bigint, Set<number>>
}

function before(room: Room): Picture {
  const { roomId, hostId, hostName, shopId, shopName, title, cover, category } = room
  const empty = create(RoomSchema, { roomId, hostId, hostName, shopId, shopName, title, cover, category, state: RoomState.PREPARING })
  return { count: 0, view: roomView(create(GetRoomResponseSchema, { room: empty })), here: new Map() }
}

function copy(picture: Picture): Picture {
  return { ...picture, here: new Map([...picture.here].map(([user, nodes]) => [user, new Set(nodes)])) }
}

function step(picture: Picture, event: Event, keepLines: number): void {
  picture.count++
  picture.view = apply(picture.view, event, keepLines)
  const { body } = event
  if (body.case === 'viewerEntered') {
    const nodes = picture.here.get(body.value.userId) ?? new Set()
    picture.here.set(body.value.userId, nodes.add(body.value.node))
  } else if (body.case === 'viewerLeft') {
    const nodes = picture.here.get(body.value.userId)
    nodes?.delete(body.value.node)
    if (nodes?.size === 0) picture.here.delete(body.value.userId)
  } else if (body.case === 'audienceMoved') {
    for (const person of body.value.entered) picture.here.set(person.userId, new Set([0]))
    for (const userId of body.value.left) picture.here.delete(userId)
  } else {
    return
  }
  picture.view = { ...picture.view, online: picture.here.size }
}

/** A room played again: what its viewers saw at any moment, from its events alone. */
export class Replay {
  private readonly kept: Picture[]
  private present: Picture

  constructor(
    readonly room: Room,
    readonly events: readonly Event[],
    private readonly keepLines: number,
  ) {
    this.kept = [before(room)]
    this.present = copy(this.kept[0]!)
  }

  /** How many of the events have happened at a moment of server time. */
  countAt(ms: number): number {
    let low = 0
    let high = this.events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (Number(this.events[middle]!.at) <= ms) low = middle + 1
      else high = middle
    }
    return low
  }

  viewAt(ms: number): RoomView {
    const wanted = this.countAt(ms)
    if (wanted < this.present.count) {
      const nearest = this.kept.filter((picture) => picture.count <= wanted).at(-1)
      this.present = copy(nearest!)
    }
    while (this.present.count < wanted) {
      step(this.present, this.events[this.present.count]!, this.keepLines)
      if (this.present.count === this.kept.length * spacing) this.kept.push(copy(this.present))
    }
    return this.present.view
  }
}
