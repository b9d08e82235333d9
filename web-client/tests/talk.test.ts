import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'
import { ref } from 'vue'

import { EventSchema, type Event } from '@/generated/kaibo/event/v1/event_pb'
import { CrewRole, GetRoomResponseSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { GetTalkResponseSchema } from '@/generated/kaibo/live/v1/talk_pb'
import { setLocale } from '@/i18n'
import { useReply } from '@/live/reply'
import { apply, moderates, presents, roomView, type Line, type RoomView } from '@/live/room-state'
import { silence } from '@/live/silence'
import { applyDesk } from '@/live/useDesk'

type Body = NonNullable<MessageInitShape<typeof EventSchema>['body']>
const me = 7n
const roomId = 3n

function event(body: Body, seq: bigint): Event {
  return create(EventSchema, { seq, at: 1000n, actor: 1n, body })
}

const start = () =>
  roomView(
    create(GetRoomResponseSchema, {
      seq: 10n,
      room: { roomId, hostId: 1n, hostName: '林晓燕', presenterId: 1n, state: RoomState.LIVE },
      comments: [
        { seq: 4n, userId: 8n, userName: '周建国', text: '几天到？', question: true },
        { seq: 5n, userId: 8n, userName: '周建国', text: '不好吃' },
      ],
    }),
    undefined,
    me,
  )

function after(view: RoomView, ...bodies: Body[]): RoomView {
  return bodies.reduce((now, body, index) => apply(now, event(body, BigInt(11 + index)), 50), view)
}

const entered = (userId: bigint, name: string): Body => ({ case: 'viewerEntered', value: { roomId, userId, name } })

describe('the talk of a room', () => {
  it('loses a comment that was deleted, and nothing else', () => {
    const view = after(start(), { case: 'commentDeleted', value: { roomId, commentSeq: 5n } })
    expect(view.lines.map((line) => line.text)).toEqual(['几天到？'])
  })

  it('ticks off a question', () => {
    const view = after(start(), { case: 'questionAnswered', value: { roomId, commentSeq: 4n } })
    expect(view.lines[0]).toMatchObject({ question: true, answered: true })
  })

  it('shows what is pinned until it is no longer', () => {
    const view = after(start(), { case: 'commentPinned', value: { roomId, commentSeq: 4n, name: '周建国', text: '几天到？' } })
    expect(view.room.pinned?.text).toBe('几天到？')
    expect(after(view, { case: 'commentPinned', value: { roomId } }).room.pinned).toBeUndefined()
  })

  it('lets those who come in one after the other share a line', () => {
    const view = after(start(), entered(8n, '周'), entered(9n, '陈'), { case: 'commentPosted', value: { roomId, name: '陈', text: '来了' } }, entered(5n, '王'))
    expect(view.lines.slice(2)).toMatchObject([{ kind: 'entered', name: '陈', people: 2 }, { kind: 'comment' }, { kind: 'entered', name: '王' }])
  })

  it('follows who is on air, away and in the crew', () => {
    const view = after(
      start(),
      { case: 'crewSaved', value: { roomId, crew: [{ userId: me, name: '我', role: CrewRole.MODERATOR }] } },
      { case: 'presenterChanged', value: { roomId, toId: 2n, toName: '苏婉清' } },
      { case: 'roomPaused', value: { roomId, paused: true } },
    )
    expect(view.room).toMatchObject({ presenterName: '苏婉清', pausedSince: 1000n })
    expect([moderates(view), presents(view)]).toEqual([true, false])
    expect(after(view, { case: 'roomPaused', value: { roomId } }).room.pausedSince).toBe(0n)
    expect(moderates(after(view, { case: 'crewSaved', value: { roomId } }))).toBe(false)
  })

  it('says why an instructor stopped it', () => {
    const view = after(start(), { case: 'roomEnded', value: { roomId, reason: '虚假宣传', stoppedBy: '沈清和' } })
    expect(view.room).toMatchObject({ state: RoomState.ENDED, stopReason: '虚假宣传', stoppedBy: '沈清和' })
  })

  it('counts followers and knows whether one is among them', () => {
    const other = after(start(), { case: 'followed', value: { roomId, userId: 8n, following: true, followers: 4 } })
    expect(other.standing).toMatchObject({ following: false, followers: 4 })
    expect(after(other, { case: 'followed', value: { roomId, userId: me, following: true, followers: 5 } }).standing.following).toBe(true)
  })
})

describe('silence', () => {
  beforeAll(() => setLocale('zh-CN'))
  const muted = (until: bigint, userId = me): Body => ({ case: 'personMuted', value: { roomId, userId, until } })

  it('holds for whom it was meant, as long as it was meant', () => {
    expect(silence(start(), 0)).toBe('')
    expect(silence(after(start(), muted(90_000n, 8n)), 0)).toBe('')
    const view = after(start(), muted(90_000n))
    expect(silence(view, 15_000)).toBe('您被禁言了，还剩 01:15')
    expect(silence(view, 90_000)).toBe('')
    expect(silence(after(view, muted(0n)), 0)).toBe('')
    expect(silence(after(view, muted(-1n)), 1e15)).toContain('解除')
  })

  it('of the whole room spares the crew', () => {
    const view = after(start(), { case: 'roomMuted', value: { roomId, muted: true } })
    expect(silence(view, 0)).toContain('全员禁言')
    const crew = after(view, { case: 'crewSaved', value: { roomId, crew: [{ userId: me, role: CrewRole.ASSISTANT }] } })
    expect(silence(crew, 0)).toBe('')
  })
})

describe('the desk', () => {
  const desk = create(GetTalkResponseSchema, {
    questions: [{ seq: 4n, text: '几天到？' }],
    held: [{ heldId: 9n, text: '加微信' }],
    muted: [{ userId: 8n, name: '周', until: -1n }],
  })
  const next = (body: Body) => applyDesk(desk, event(body, 20n))

  it('takes up questions and no other comments', () => {
    expect(next({ case: 'commentPosted', value: { text: '多少钱', question: true } }).questions.map((one) => one.text)).toEqual(['几天到？', '多少钱'])
    expect(next({ case: 'commentPosted', value: { text: '好' } })).toBe(desk)
  })

  it('clears what is answered, deleted, decided and lifted', () => {
    expect(next({ case: 'questionAnswered', value: { commentSeq: 4n } }).questions).toEqual([])
    expect(next({ case: 'commentDeleted', value: { commentSeq: 4n } }).questions).toEqual([])
    expect(next({ case: 'commentDeleted', value: { commentSeq: 5n } })).toBe(desk)
    expect(next({ case: 'heldDecided', value: { heldId: 9n } }).held).toEqual([])
    expect(next({ case: 'personMuted', value: { userId: 8n, until: 0n } }).muted).toEqual([])
    expect(next({ case: 'personMuted', value: { userId: 8n, name: '周', until: 5n } }).muted).toMatchObject([{ until: 5n }])
  })
})

describe('a reply', () => {
  const line = { seq: 4n, name: '周建国' } as Line

  it('belongs to its comment while it begins with the name', () => {
    const text = ref('两天')
    const { reply, take } = useReply(text)
    reply(line)
    expect(text.value).toBe('@周建国 两天')
    expect(take()).toBe(4n)
    expect(take()).toBe(0n)
    reply(line)
    text.value = '大家好'
    expect(take()).toBe(0n)
  })
})
