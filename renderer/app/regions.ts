const REGIONS = [
  '.shell-top',
  '.tabs',
  '.tabs-notice',
  '.shell-side.left',
  '.shell-canvas',
  '.time-bar',
  '.shell-side.bottom',
  '.shell-side.right, .shell-overlay',
] as const
const FOCUSABLE = 'button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'

/** The element of each region that last had the focus. */
const last = new WeakMap<Element, HTMLElement>()

const seen = (element: HTMLElement): boolean => element.isConnected && element.getClientRects().length > 0 && !element.closest('[inert]')

/** Moves the focus to the next or previous visible region of the window. */
export function goToRegion(by: 1 | -1): void {
  const regions = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter((r): r is HTMLElement => r !== null && seen(r))
  const active = document.activeElement
  const now = regions.findIndex((region) => region.contains(active))
  if (now >= 0 && active instanceof HTMLElement) last.set(regions[now]!, active)
  // Without focus, start at the canvas.
  const start = now >= 0 ? now + by : regions.findIndex((region) => region.matches('.shell-canvas'))
  for (let i = 0; i < regions.length; i++) {
    const region = regions[(start + i * by + regions.length * 2) % regions.length]!
    const before = last.get(region)
    const canvas = region.querySelector<HTMLElement>('.outline-grid') ?? region.querySelector<HTMLElement>('.graph')
    // The element may have been disabled in the meantime.
    for (const target of [before, canvas, ...region.querySelectorAll<HTMLElement>(FOCUSABLE)]) {
      if (!target || !seen(target)) continue
      target.focus({ focusVisible: true } as FocusOptions)
      if (document.activeElement === target) return
    }
  }
}
