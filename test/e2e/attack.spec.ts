import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test, type Running } from './launch'

/** Attacks by a compromised page: each leaves the page, its address and its network unchanged. */
const AWAY = [
  "location = 'about:blank'",
  "location.replace('about:blank#x')",
  "window.open('about:blank', '_self')",
  'location.reload()',
  "location = 'index.html?x=1'",
  "location = URL.createObjectURL(new Blob(['<h1>x</h1>'], { type: 'text/html' }))",
  "location = 'http://127.0.0.1:1/'",
  'history.back()',
  'history.go(0)',
  "(document.body.appendChild(Object.assign(document.createElement('iframe'), { name: 'inner' })).contentWindow.parent.location = 'about:blank')",
]

/** Returns the granted access: nothing, or an empty list. */
const ASKED = [
  "window.open('index.html')",
  "window.open('about:blank')",
  "window.open('file:///etc/passwd')",
  "navigator.serviceWorker.register('assets/worker.js')",
  'navigator.mediaDevices.getUserMedia({ audio: true })',
  'navigator.mediaDevices.getDisplayMedia({ video: true })',
  'Notification.requestPermission().then((answer) => answer === "denied" ? null : answer)',
  'navigator.hid.requestDevice({ filters: [] })',
  'navigator.usb.requestDevice({ filters: [] })',
  'navigator.serial.requestPort()',
  'navigator.requestMIDIAccess()',
  'navigator.wakeLock.request()',
  'queryLocalFonts()',
  'window.showOpenFilePicker()',
  'window.showDirectoryPicker()',
  "fetch('file:///etc/passwd')",
  "fetch('app://other/index.html')",
  "new Promise((done, failed) => { const s = new WebSocket('ws://127.0.0.1:1/'); s.onopen = () => done('open'); s.onerror = failed })",
  'window.alert(1)',
  // The dialog for a printer would block the page.
  'window.print()',
  "void document.execCommand('print')",
  "void document.body.appendChild(document.createElement('iframe')).contentWindow.print()",
]

/** Runs an attack in the page; its errors in the console are expected. */
async function attack<T>(running: Running, work: () => Promise<T>): Promise<T> {
  const answer = await work()
  running.errors.length = 0
  return answer
}

test('a compromised page cannot navigate, read files or reach a host, not even by WebRTC', async ({ launch }) => {
  const received: string[] = []
  const udp = createSocket('udp4').on('message', () => void received.push('udp'))
  await new Promise<void>((ready) => udp.bind(0, '127.0.0.1', ready))
  const tcp = createServer((socket) => {
    received.push('tcp')
    socket.on('error', () => undefined)
  })
  await new Promise<void>((ready) => tcp.listen(0, '127.0.0.1', ready))
  const ports = [udp.address().port, (tcp.address() as AddressInfo).port] as const

  const running = await launch({ still: 'gru-sunspots.unfold' })
  const { app, window } = running
  await expect(window.locator('.node').first()).toBeVisible()
  await window.evaluate(() => {
    document.body.dataset.stays = 'yes'
  })
  const address = window.url()

  const candidates = await attack(running, () =>
    window.evaluate(async ([u, t]) => {
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch'])
        document.head.append(Object.assign(document.createElement('link'), { rel, href: `http://127.0.0.1:${t}/` }))
      const peer = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${u}` },
          { urls: [`turn:127.0.0.1:${u}?transport=udp`, `turn:127.0.0.1:${t}?transport=tcp`], username: 'a', credential: 'b' },
        ],
      })
      peer.createDataChannel('out')
      const found: string[] = []
      const gathered = new Promise<void>((done) => {
        peer.onicecandidate = ({ candidate }) => (candidate ? void found.push(candidate.candidate) : done())
        setTimeout(done, 5000)
      })
      await peer.setLocalDescription(await peer.createOffer())
      await gathered
      return found
    }, ports),
  )
  expect(candidates).toEqual([])
  expect(received).toEqual([])

  for (const away of AWAY) {
    await attack(running, async () => {
      await window.evaluate(`setTimeout(() => { ${away} }); 0`)
      await window.waitForTimeout(150)
    })
    expect(window.url(), away).toBe(address)
    expect(await window.evaluate(() => document.body.dataset.stays), away).toBe('yes')
  }
  const answers = await attack(running, () =>
    Promise.all(
      ASKED.map(
        async (asked) =>
          [
            asked,
            await window.evaluate(`(async () => {
    try { return (await Promise.race([${asked}, new Promise((done) => setTimeout(() => done('no answer'), 5000))])) ?? null } catch { return null }
  })()`),
          ] as const,
      ),
    ),
  )
  for (const [asked, answer] of answers) expect(answer ?? [], asked).toEqual([])
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  // If it navigates away nevertheless, the window comes back.
  await app.evaluate(
    ({ BrowserWindow }) =>
      void BrowserWindow.getAllWindows()[0]
        ?.loadURL('about:blank')
        .catch(() => undefined),
  )
  await expect(window.locator('.node').first()).toBeVisible()
  expect(window.url()).toBe(address)
  running.errors.length = 0
  expect(received).toEqual([])
  udp.close()
  tcp.close()
})
