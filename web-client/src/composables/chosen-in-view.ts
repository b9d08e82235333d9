import type { Directive } from 'vue'

/** Where a chosen part stood when it was last brought into view. */
const places = new WeakMap<HTMLElement, string>()

/** How far a bar is pushed so that the chosen part stands in its middle. All in pixels of the same origin. */
export function pushed(bar: { left: number; width: number; scrolled: number }, chosen: { left: number; width: number }): number {
  return bar.scrolled + chosen.left - bar.left - (bar.width - chosen.width) / 2
}

function show(bar: HTMLElement): void {
  const chosen = bar.querySelector('[aria-selected=true], [aria-pressed=true], [aria-current=page]')
  if (!chosen) return
  const { left, width } = chosen.getBoundingClientRect()
  const outer = bar.getBoundingClientRect()
  const place = `${Math.round(left - outer.left + bar.scrollLeft)} ${Math.round(width)} of ${bar.scrollWidth} in ${bar.clientWidth}`
  // Whoever pushes the bar aside keeps it there until the choice, or its place, is another.
  if (places.get(bar) === place) return
  places.set(bar, place)
  bar.scrollLeft = pushed({ left: outer.left, width: bar.clientWidth, scrolled: bar.scrollLeft }, { left, width })
}

/**
 * A bar that does not fit a phone shows the part that is chosen: when it appears, when another is chosen, and when parts
 * come, go or grow beside it.
 */
export const vChosenInView: Directive<HTMLElement> = { mounted: show, updated: show }
