// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { endStart, onceStarted } from '../../../renderer/workspace/starting'

test('what is asked for before the start has ended runs once it has, in its order; later it runs at once', () => {
  const done: string[] = []
  onceStarted(() => done.push('open'))
  onceStarted(() => done.push('play'))
  expect(done).toEqual([])
  document.body.innerHTML = '<div id="root" inert></div>'
  endStart()
  expect(done).toEqual(['open', 'play'])
  expect(document.getElementById('root')?.inert).toBe(false)
  onceStarted(() => done.push('save'))
  expect(done).toEqual(['open', 'play', 'save'])
})
