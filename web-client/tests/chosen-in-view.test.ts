import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import KTabs from '@/components/KTabs.vue'
import { pushed } from '@/composables/chosen-in-view'

const barWidth = 200
const tabWidth = 100

/** A bar of 200 pixels at the left edge of the screen, with tabs of 100 pixels one after the other. */
function layOut(): void {
  const tabsOf = (element: Element) => [...element.parentElement!.children]
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    if (this.getAttribute('role') === 'tablist') return new DOMRect(0, 0, barWidth, 44)
    return new DOMRect(tabsOf(this).indexOf(this) * tabWidth - this.parentElement!.scrollLeft, 0, tabWidth, 44)
  })
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(barWidth)
}

const tabs = (count: number) => Array.from({ length: count }, (_, at) => ({ key: `${at}`, label: `part ${at}` }))
const open = (modelValue: string) => mount(KTabs, { props: { tabs: tabs(6), label: 'parts', modelValue } })

afterEach(() => vi.restoreAllMocks())

describe('a bar of tabs', () => {
  it('has the chosen one in its middle', () => {
    expect(pushed({ left: 16, width: 358, scrolled: 0 }, { left: 500, width: 80 })).toBe(345)
    expect(pushed({ left: 16, width: 358, scrolled: 345 }, { left: 155, width: 80 })).toBe(345)
  })

  it('shows it when it is opened and when another is chosen', async () => {
    layOut()
    const bar = open('4')
    expect(bar.element.scrollLeft).toBe(350)
    await bar.setProps({ modelValue: '1' })
    expect(bar.element.scrollLeft).toBe(50)
  })

  it('shows it anew when a tab comes before it, and else leaves the bar where it was pushed', async () => {
    layOut()
    const bar = open('4')
    bar.element.scrollLeft = 0
    await bar.setProps({ label: 'the same parts' })
    expect(bar.element.scrollLeft).toBe(0)
    await bar.setProps({ tabs: [{ key: 'new', label: 'new' }, ...tabs(6)] })
    await nextTick()
    expect(bar.element.scrollLeft).toBe(450)
  })

  it('takes the focus along when the arrow keys choose', async () => {
    const bar = mount(KTabs, { props: { tabs: tabs(3), label: 'parts', modelValue: '2', 'onUpdate:modelValue': (key) => bar.setProps({ modelValue: key }) }, attachTo: document.body })
    await bar.trigger('keydown', { key: 'ArrowRight' })
    await nextTick()
    expect(document.activeElement?.textContent).toBe('part 0')
    bar.unmount()
  })
})
