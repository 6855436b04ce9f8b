import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { onDisk } from '../../electron/disk'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = (): Promise<never> => new Promise(() => undefined)

it('a request to an unresponsive disk is abandoned, delays no other disk, and is not repeated', async () => {
  let came: ((value: string) => void) | undefined
  const late = vi.fn()
  const given = [
    onDisk(
      '/gone/a',
      () =>
        new Promise<string>((resolve) => {
          came = resolve
        }),
      { late },
    ),
    onDisk('/gone/b', never),
    onDisk('/gone/c', never),
  ].map((question) => question.catch((error: Error) => error.message))
  expect(await onDisk('/here/a', () => Promise.resolve(1)), 'another disk answers').toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  for (const [i, name] of ['a', 'b', 'c'].entries()) expect(await given[i]).toContain(`The disk of “${name}” does not respond`)
  const work = vi.fn(never)
  await expect(onDisk('/gone/d', work)).rejects.toThrow('does not respond')
  expect(work).not.toHaveBeenCalled()
  came?.('late')
  await vi.advanceTimersByTimeAsync(0)
  expect(late).toHaveBeenCalledWith('late')
  expect(await onDisk('/gone/e', () => Promise.resolve(2)), 'it is back').toBe(2)
})

it('an error before the request names its cause', async () => {
  const gone = ['/one/a', '/one/b', '/two/a'].map((path) => onDisk(path, never, { slow: true }).catch(() => undefined))
  const waits = onDisk('/here/a', () => Promise.resolve(1)).catch((error: Error) => error.message)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await waits).toContain('other files on a disk that does not respond')
  await vi.advanceTimersByTimeAsync(300_000)
  await Promise.all(gone)
})
