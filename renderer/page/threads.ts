import type { ThreadHost } from '../../engine/learn/threads/threads'

/** A page is not isolated from other pages, so its engine shares no memory and has one thread. */
export const makeThreadHost = (): ThreadHost => ({ extra: 0, start: () => undefined, stop: () => undefined, now: () => performance.now() })
