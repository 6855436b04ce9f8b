import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, root, test } from './launch'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
})

for (const { colorScheme, language, empty, quiet } of [
  { colorScheme: 'light', language: 'en', empty: 'There is no network to train yet', quiet: 'Press Play to see what is still missing' },
  { colorScheme: 'dark', language: 'ja', empty: '学習するネットワークがまだありません', quiet: '再生を押すと表示されます' },
] as const)
  test(`an unfinished network shows problems only after Play is pressed, until they are repaired, and then trains: ${colorScheme}, ${language}`, async ({
    launch,
  }) => {
    const { window, answer, screenshot } = await launch({ still: 'jordan-sunspots.unfold', colorScheme, environment: { LANGUAGE: language } })
    const hand = new Hand(window)
    await expect(hand.node('h')).toBeVisible()
    await hand.press('Control+n')
    const play = window.locator('.shell-transport .play')
    const problems = window.locator('.panel-problems .problem')
    const tab = window.locator('[data-panel="problems"]')
    const marks = window.locator('.node .badge, .node.error, .node.warning, .inspector-problems li, .panels-count')

    await play.click()
    await expect(window.locator('.shell-notice')).toContainText(empty)
    await expect(marks).toHaveCount(0)

    await hand.add('input')
    await hand.add('layer')
    await expect(window.locator('.node')).toHaveCount(2)
    await expect(play).toHaveAttribute('data-status', 'blocked')
    await tab.click()
    await expect(window.locator('.panel-empty')).toContainText(quiet)
    await expect(marks).toHaveCount(0)
    await screenshot(`quiet-before-${language}`)
    await window.locator('[data-panel="data"]').click()

    await play.click()
    await expect(tab).toHaveAttribute('aria-selected', 'true')
    await expect(problems).toContainText(['output-missing'])
    await expect(window.locator('.panels-count')).toHaveText('1')
    await screenshot(`quiet-asked-${language}`)

    // The data add an output; its missing wire is reported.
    await answer({ open: join(folder, 'sunspots.csv') })
    await window.locator('[data-panel="data"]').click()
    await window.locator('.panel-empty button').first().click()
    await window.locator('.tables-dialog footer button').last().click()
    await expect(window.locator('.node.error')).toHaveCount(1)
    await expect(window.locator('.inspector-problems li')).not.toHaveCount(0)
    await screenshot(`quiet-marks-${language}`)
    await hand.press('Control+z')
    await hand.press('Control+Shift+z')
    await expect(window.locator('.node.error'), 'undoing does not make it quiet').toHaveCount(1)

    await hand.connect('x.out', 'h.in')
    await hand.connect('h.out', 'y.in')
    await expect(marks).toHaveCount(0)
    await play.click()
    await hand.epochAbove(2)
  })
