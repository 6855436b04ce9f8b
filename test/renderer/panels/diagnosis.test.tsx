// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react'
import { beforeAll, expect, it } from 'vitest'
import { startLanguages } from '../../../renderer/languages'
import { Diagnosis } from '../../../renderer/panels/problems/Diagnosis'

beforeAll(() => startLanguages('en'))

it('a finding names the exact epoch, and measures with two digits', () => {
  render(<Diagnosis found={{ course: [{ code: 'overfitting', values: { epoch: 12_345, percent: 34.5678 } }], units: [] }} />)
  expect(screen.getByText(/lowest at epoch/).textContent).toContain('lowest at epoch 12,345 and is 35 % higher')
})
