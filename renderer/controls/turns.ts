import { useEffect, useState } from 'react'

/** Milliseconds of one stretch of work: a person notices no pause. */
const SLICE = 12

type Work = () => void

const waiting = new Set<Work>()
let left = SLICE
let timer: ReturnType<typeof setTimeout> | undefined

function stretch(): void {
  timer = undefined
  left = SLICE
  for (const work of waiting) {
    if (left <= 0) break
    waiting.delete(work)
    carryOut(work)
  }
  // Once more even when nothing waits: what comes next has the whole stretch again.
  if (waiting.size > 0 || left < SLICE) timer = setTimeout(stretch, 0)
}

function carryOut(work: Work): void {
  const began = performance.now()
  try {
    work()
  } finally {
    left -= performance.now() - began
  }
}

/**
 * Does drawing work at once where little was asked for lately, else in its turn, between answers to mouse and keys.
 * Answers how to take it back.
 */
export function inTurn(work: Work): () => void {
  timer ??= setTimeout(stretch, 0)
  if (left > 0 && waiting.size === 0) {
    carryOut(work)
    return () => undefined
  }
  waiting.add(work)
  return () => void waiting.delete(work)
}

/** Whether a part that costs has its turn to be drawn; `cost` is what it is reckoned to take, in milliseconds. */
export function useTurn(cost: number): boolean {
  const [now, setNow] = useState(false)
  useEffect(
    () =>
      inTurn(() => {
        left -= cost
        setNow(true)
      }),
    [cost],
  )
  return now
}
